package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.PendingEdit;
import io.github.modeleditor.core.Resumption;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The folder with the checkpoints of the append that is under way: {@code request.json}, which tells whose they are, and a file for each
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
     * What each training of an append is kept in, one after the other. What another append left is deleted.
     *
     * @param request the append
     * @param history what it is appended to
     * @param settings how it is trained; augmentations may be any code, so that these are told apart by the texts they make
     */
    Supplier<Resumption> of(AppendRequest request, StoreHistory history, EditorSettings settings) {
        String key = key(request, history, settings);
        if (!read().map(json -> json.path("key").asText().equals(key)).orElse(false)) {
            end();
        }
        int[] trainings = {0};
        return () -> new Resumption(
                Optional.of(folder.resolve(STATE + "-" + trainings[0]++)),
                request.checkpoints().steps(),
                request.checkpoints().time(),
                () -> false,
                () -> write(request, key));
    }

    private static String key(AppendRequest request, StoreHistory history, EditorSettings settings) {
        StringBuilder all = new StringBuilder();
        all.append(history.base()).append('\n').append(history.size());
        history.last().files().forEach(file -> all.append('\n').append(file));
        for (Fact fact : request.facts()) {
            all.append('\n').append(fact);
        }
        all.append('\n').append(request.conflicts()).append('\n').append(request.acceptance());
        all.append('\n').append(settings.lora()).append('\n').append(settings.training());
        all.append('\n').append(settings.precision()).append('\n').append(settings.device());
        return Hashing.sha256().hashString(all, UTF_8).toString();
    }

    private void write(AppendRequest request, String key) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw StoreFolder.unwritable(store, failure);
        }
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("key", key)
                .put("author", request.author())
                .put("reason", request.reason())
                .put("facts", request.facts().size())
                .put("saved", Instant.now().toString())
                .toPrettyString();
        AtomicFiles.write(folder.resolve(REQUEST), out -> out.write(json.getBytes(UTF_8)));
    }

    /** What is unfinished. */
    Optional<PendingEdit> pending() {
        return read().map(json -> new PendingEdit(
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
