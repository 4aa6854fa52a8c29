package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ChangeRequest;
import io.github.modeleditor.api.store.Checkpoints;
import io.github.modeleditor.api.store.PendingEdit;
import io.github.modeleditor.api.store.PendingEdit.Change;
import io.github.modeleditor.core.Resumption;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The folder with the checkpoints of the change that is under way: {@code request.json}, which tells whose they are, and a file for each
 * of its trainings. It is no part of what is committed, and goes with the next commit. Used by one thread.
 */
final class Running {
    static final String FOLDER = "running";

    private static final String REQUEST = "request.json";
    private static final String STATE = "state";

    private final Path store;
    private final Path folder;

    Running(Path store) {
        this.store = store;
        folder = store.resolve(FOLDER);
    }

    /**
     * A change that trains.
     *
     * @param change what it is
     * @param author who makes it
     * @param reason why
     * @param facts what it is about
     * @param how what else makes it this one and no other
     * @param checkpoints how often its state is kept
     * @param cancellation what stops it; its state is kept then, too
     */
    record Work(
            Change change,
            String author,
            String reason,
            List<Fact> facts,
            List<?> how,
            Checkpoints checkpoints,
            Cancellation cancellation) {
        static Work of(AppendRequest request) {
            return new Work(
                    Change.APPEND,
                    request.author(),
                    request.reason(),
                    request.facts(),
                    List.of(request.conflicts(), request.acceptance()),
                    request.checkpoints(),
                    request.cancellation());
        }

        static Work of(ChangeRequest request, Change change, List<Fact> facts, List<?> how) {
            return new Work(
                    change,
                    request.author(),
                    request.reason(),
                    facts,
                    how,
                    request.checkpoints(),
                    request.cancellation());
        }

        private boolean isStopped() {
            return cancellation.isCancelled() && !checkpoints.equals(Checkpoints.none());
        }
    }

    /**
     * What each training of a change is kept in, one after the other. What another change left is deleted.
     *
     * @param work the change
     * @param history what it changes
     * @param settings how it is trained; augmentations may be any code, so that these are told apart by the texts they make
     */
    Supplier<Resumption> of(Work work, StoreHistory history, EditorSettings settings) {
        String key = key(work, history, settings);
        if (!read().map(json -> json.path("key").asText().equals(key)).orElse(false)) {
            end();
        }
        int[] trainings = {0};
        return () -> new Resumption(
                Optional.of(folder.resolve(STATE + "-" + trainings[0]++)),
                work.checkpoints().steps(),
                work.checkpoints().time(),
                work::isStopped,
                () -> write(work, key));
    }

    private static String key(Work work, StoreHistory history, EditorSettings settings) {
        List<Object> more = new ArrayList<>(List.of(history.base(), history.size(), settings.device(), work.change()));
        more.addAll(work.how());
        history.last().files().forEach(more::add);
        return Resumption.key(settings, work.facts(), more);
    }

    private void write(Work work, String key) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw StoreFolder.unwritable(store, failure);
        }
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("key", key)
                .put("change", work.change().name())
                .put("author", work.author())
                .put("reason", work.reason())
                .put("facts", work.facts().size())
                .put("saved", Instant.now().toString())
                .toPrettyString();
        AtomicFiles.write(folder.resolve(REQUEST), out -> out.write(json.getBytes(UTF_8)));
    }

    /** What is unfinished. */
    Optional<PendingEdit> pending() {
        return read().map(json -> new PendingEdit(
                Change.valueOf(json.path("change").asText(Change.APPEND.name())),
                json.path("author").asText(),
                json.path("reason").asText(),
                json.path("facts").asInt(),
                Instant.parse(json.path("saved").asText("1970-01-01T00:00:00Z"))));
    }

    private Optional<JsonNode> read() {
        Path request = folder.resolve(REQUEST);
        if (!Files.exists(request)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ObjectMapper().readTree(request.toFile()));
        } catch (IOException failure) {
            throw StoreFolder.unreadable(request, failure);
        }
    }

    /** Nothing is under way any more. */
    void end() {
        try {
            if (Files.exists(folder)) {
                MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        } catch (IOException failure) {
            throw StoreFolder.unwritable(store, failure);
        }
    }
}
