package io.github.modeleditor.server.openai;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.server.http.Call;
import io.github.modeleditor.server.http.EventStream;
import io.github.modeleditor.server.http.HttpFailure;
import io.github.modeleditor.server.http.Json;
import io.github.modeleditor.server.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets the current model, or a version, write what clients ask for, so many texts at a time. Thread-safe. */
public final class ModelCalls {
    private static final int TOKENS_OF_A_COMPLETION = 16;
    private static final int TOKENS_OF_AN_ANSWER = 256;

    private final EditStore store;
    private final String name;
    private final int mostTokens;
    private final Semaphore writers;
    private final Consumer<Generation> written;
    /** Stops all texts, when the server closes. */
    private final Cancellation closing = new Cancellation();

    /**
     * Calls of a store's model.
     *
     * @param store what answers
     * @param name what the model is called
     * @param texts that are written at a time at most; who comes then is asked to come again
     * @param mostTokens of one text
     * @param written hears of every text
     */
    public ModelCalls(EditStore store, String name, int texts, int mostTokens, Consumer<Generation> written) {
        this.store = store;
        this.name = name;
        this.mostTokens = mostTokens;
        this.written = written;
        writers = new Semaphore(texts);
    }

    /**
     * Adds the routes.
     *
     * @param router where to
     */
    public void addTo(Router router) {
        router.add("GET", "/v1/models", this::models)
                .add("GET", "/v1/models/*", this::model)
                .add("POST", "/v1/completions", call -> write(call, Answer.Form.COMPLETION))
                .add("POST", "/v1/chat/completions", call -> write(call, Answer.Form.CHAT));
    }

    /** Ends the texts that are being written. */
    public void close() {
        closing.cancel();
    }

    private void models(Call call) throws IOException {
        List<StoredVersion> history = store.history();
        List<Map<String, Object>> models = new ArrayList<>();
        models.add(model(name, history.get(history.size() - 1)));
        history.forEach(version -> models.add(model(name + "@" + version.number(), version)));
        call.reply(200, Map.of("object", "list", "data", models));
    }

    private void model(Call call) throws IOException {
        String wanted = call.variable(0);
        if (wanted.equals(name)) {
            call.reply(200, model(name, store.latest()));
            return;
        }
        StoredVersion found = store.history().stream()
                .filter(version -> wanted.equals(name + "@" + version.number()))
                .findFirst()
                .orElseThrow(() -> new HttpFailure(404, "model_not_found", "There is no model " + wanted + "."));
        call.reply(200, model(wanted, found));
    }

    private static Map<String, Object> model(String id, StoredVersion version) {
        return Map.of(
                "id", id, "object", "model", "created", version.time().getEpochSecond(), "owned_by", "modeleditor");
    }

    private void write(Call call, Answer.Form form) throws IOException {
        Parameters asked = new Parameters(call.body());
        GenerationRequest request = form == Answer.Form.CHAT
                ? GenerationRequest.of(asked.conversation()).with(asked.config(TOKENS_OF_AN_ANSWER, mostTokens))
                : GenerationRequest.of(asked.prompt()).with(asked.config(TOKENS_OF_A_COMPLETION, mostTokens));
        if (!writers.tryAcquire()) {
            call.setHeader("Retry-After", "1");
            throw new HttpFailure(
                    429, "too_many_texts", "The server writes as many texts as it may. Try again in a second.");
        }
        try (WantedModel wanted = WantedModel.of(asked.model(), name, store)) {
            Answer answer = Answer.begun(form, wanted.name());
            if (asked.streams()) {
                stream(call, asked, answer, wanted, request);
            } else {
                Generation generation = wanted.model().generate(request.cancelledBy(closing));
                written.accept(generation);
                call.reply(200, answer.whole(generation));
            }
        } finally {
            writers.release();
        }
    }

    private void stream(Call call, Parameters asked, Answer answer, WantedModel wanted, GenerationRequest request)
            throws IOException {
        Pieces pieces = new Pieces(call, answer);
        try {
            // What is wrong with the request is found before the first piece, and answered with a status of its own.
            Generation generation =
                    wanted.model().generate(request.cancelledBy(closing).onText(pieces));
            written.accept(generation);
            EventStream events = pieces.begun();
            events.send(Json.write(answer.last(generation)));
            if (asked.wantsUsageInStream()) {
                events.send(Json.write(answer.usageOnly(generation)));
            }
            events.send("[DONE]");
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    /** Sends pieces as they come. A client that went away ends the text by the exception. */
    private static final class Pieces implements Consumer<String> {
        private final Call call;
        private final Answer answer;
        private @Nullable EventStream events;

        Pieces(Call call, Answer answer) {
            this.call = call;
            this.answer = answer;
        }

        EventStream begun() throws IOException {
            EventStream open = events;
            if (open == null) {
                open = call.events();
                events = open;
                if (answer.form() == Answer.Form.CHAT) {
                    open.send(Json.write(answer.first()));
                }
            }
            return open;
        }

        @Override
        public void accept(String piece) {
            try {
                begun().send(Json.write(answer.piece(piece)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
