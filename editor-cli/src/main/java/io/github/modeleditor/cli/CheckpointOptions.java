package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.Resumption;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the state of a training is kept, so that another process can go on from it. */
@HelpGroup("What is written")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class CheckpointOptions {
    private static final String REQUEST = "edit.json";
    private static final String STATE = "state";
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description =
                    "Keep the state of training there, every five minutes and on Ctrl-C. The same command goes on from it, to the"
                            + " same adapter bit by bit; it is gone when the edit is done.")
    private @Nullable Path folder;

    /** Complains now about what could not be written later. */
    void requireWritable(Outputs outputs) {
        if (folder != null) {
            outputs.requireFolder(folder, List.of(REQUEST, STATE));
        }
    }

    /**
     * Edits, from where it was left.
     *
     * @throws StorageException if what is there is of another edit
     */
    EditedModel edit(EditingSession session, EditorSettings settings, EditRequest request) {
        if (folder == null) {
            return session.edit(request);
        }
        if (!(session instanceof CoreEditingSession resumable)) {
            throw new InvalidConfigurationException(
                    "The engine of this model keeps no state of training. Leave --checkpoint out.");
        }
        Path place = folder;
        String key = Resumption.key(
                settings,
                request.facts(),
                List.of(settings.model().toAbsolutePath().normalize(), settings.device()));
        requireOwn(place, key);
        Resumption resumption = new Resumption(
                Optional.of(place.resolve(STATE)),
                Integer.MAX_VALUE,
                INTERVAL,
                request.cancellation()::isCancelled,
                () -> write(place, key, request));
        return resumable.edit(request, resumption);
    }

    private void requireOwn(Path place, String key) {
        if (!Files.exists(place.resolve(STATE)) || !Files.exists(place.resolve(REQUEST))) {
            return;
        }
        JsonNode request;
        try {
            request = new ObjectMapper().readTree(place.resolve(REQUEST).toFile());
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot read " + place.resolve(REQUEST) + ": " + failure.getMessage() + ". Delete " + place
                            + " to begin anew.",
                    failure);
        }
        if (!request.path("key").asText().equals(key)) {
            throw new StorageException("The checkpoint in " + place + " is of another edit: "
                    + request.path("command").asText() + ". Give its facts and options, name another folder, or delete"
                    + " it.");
        }
        command.commandLine()
                .getErr()
                .println("Going on from the state that was kept at "
                        + request.path("saved").asText());
    }

    private static void write(Path place, String key, EditRequest request) {
        try {
            Files.createDirectories(place);
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot make the folder " + place + ": " + failure.getMessage()
                            + ". Name another with --checkpoint.",
                    failure);
        }
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("key", key)
                .put("command", request.source().command().orElse(""))
                .put("saved", Instant.now().toString())
                .toPrettyString();
        AtomicFiles.write(place.resolve(REQUEST), out -> out.write(json.getBytes(UTF_8)));
    }

    /** After an interruption: what was kept, and how to go on. */
    String kept() {
        if (folder == null) {
            return "Nothing was kept: no adapter and no report were written, and the model's own files are as they were. The same"
                    + " command begins anew; with --checkpoint DIR it could go on.";
        }
        return Files.exists(folder.resolve(STATE))
                ? "The state of training is kept in " + folder + ". The same command goes on from there."
                : "There was no step yet whose state could be kept. The same command begins anew.";
    }

    /** The edit is done. */
    void end() {
        if (folder == null) {
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve(STATE));
            Files.deleteIfExists(folder.resolve(REQUEST));
            Files.deleteIfExists(folder);
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot delete the checkpoint in " + folder + ": " + failure.getMessage()
                            + ". The edit is done; delete it yourself.",
                    failure);
        }
    }
}
