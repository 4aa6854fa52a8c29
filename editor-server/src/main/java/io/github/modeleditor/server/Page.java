package io.github.modeleditor.server;

import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.server.http.Call;
import io.github.modeleditor.server.http.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The page for people: files of the jar, which hold nothing that is secret. Thread-safe. */
final class Page {
    private static final Map<String, String> TYPES = Map.of(
            "page.html", "text/html; charset=utf-8",
            "page.css", "text/css; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8");

    private final String modelName;
    private final LanguageModel model;
    private Optional<Boolean> chats = Optional.empty();

    Page(String modelName, LanguageModel model) {
        this.modelName = modelName;
        this.model = model;
    }

    void addTo(Router router) {
        router.addOpen("/", call -> reply(call, "page.html"))
                .addOpen("/page.css", call -> reply(call, "page.css"))
                .addOpen("/page.js", call -> reply(call, "page.js"))
                .add("GET", "/page/model", call -> call.reply(200, Map.of("model", modelName, "chat", chats())));
    }

    /** Whether there is a chat template of use, found out once, by a token of an answer. */
    private synchronized boolean chats() {
        if (chats.isEmpty()) {
            GenerationRequest greeting = GenerationRequest.of(Conversation.of("Hello"));
            try {
                model.generate(greeting.with(greeting.config().withMaximumTokens(1)));
                chats = Optional.of(true);
            } catch (UnsupportedModelException e) {
                chats = Optional.of(false);
            }
        }
        return chats.get();
    }

    private static void reply(Call call, String name) throws IOException {
        call.setHeader("Cache-Control", "no-cache");
        call.setHeader("Referrer-Policy", "no-referrer");
        call.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        call.reply(200, Objects.requireNonNull(TYPES.get(name), name), bytes(name));
    }

    private static byte[] bytes(String name) {
        try (InputStream resource = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
