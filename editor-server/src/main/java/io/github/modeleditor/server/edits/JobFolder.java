package io.github.modeleditor.server.edits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.server.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Jobs on the disk, each in a folder of its own: {@code facts.jsonl}, what is to be appended, and then {@code job.json}, without which
 * there is no job. Both are there whole or not at all. Used under its owner's lock.
 */
public final class JobFolder {
    private static final String JOB = "job.json";
    private static final String FACTS = "facts.jsonl";

    private final Path folder;

    /**
     * The jobs of a store.
     *
     * @param store the store's folder; jobs are in its folder {@code queue}
     */
    public JobFolder(Path store) {
        folder = store.resolve("queue");
    }

    private Path of(int number) {
        return folder.resolve("j" + number);
    }

    /** Reads all jobs, in order, and removes what is left of those that were never kept. */
    List<EditJob> read() {
        List<EditJob> jobs = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return jobs;
        }
        try (Stream<Path> places = Files.list(folder)) {
            for (Path place : places.toList()) {
                if (Files.exists(place.resolve(JOB))) {
                    jobs.add(read(place));
                } else {
                    delete(place);
                }
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        jobs.sort(Comparator.comparingInt(EditJob::number));
        return jobs;
    }

    private static EditJob read(Path place) {
        try {
            JsonNode json = Json.read(Files.readAllBytes(place.resolve(JOB)));
            List<String> reverted = new ArrayList<>();
            json.path("revert").forEach(edit -> reverted.add(edit.asText()));
            EditJob.Work work = reverted.isEmpty()
                    ? new EditJob.Append(
                            FactFile.read(place.resolve(FACTS), FactFormat.JSONL)
                                    .facts(),
                            ConflictPolicy.valueOf(json.path("on_conflict").asText()))
                    : new EditJob.Revert(reverted);
            JsonNode version = json.path("version");
            return new EditJob(
                    json.path("number").asInt(),
                    work,
                    json.path("author").asText(),
                    json.path("reason").asText(),
                    Instant.parse(json.path("created").asText()),
                    new EditJob.Progress(
                            EditJob.State.valueOf(json.path("state").asText()),
                            version.isInt() ? OptionalInt.of(version.asInt()) : OptionalInt.empty(),
                            json.path("message").asText()));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw unreadable(place, e);
        }
    }

    private static StorageException unreadable(Path place, Exception cause) {
        return new StorageException(
                "The queued edits in " + place + " cannot be read (" + cause.getMessage()
                        + "). Move that folder away to go on" + " without them.",
                cause);
    }

    /** Keeps a job that is new. */
    void add(EditJob job) {
        if (job.work() instanceof EditJob.Append append) {
            writeFacts(job.number(), append.facts());
        }
        update(job);
    }

    private void writeFacts(int number, List<Fact> facts) {
        Path place = of(number);
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new StorageException("Cannot make the folder " + place + ". Check that the store can be written.", e);
        }
        FactFile.write(place.resolve(FACTS), facts);
    }

    /** Keeps how far a job is. */
    void update(EditJob job) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("number", job.number());
        json.put("author", job.author());
        json.put("reason", job.reason());
        json.put("created", job.created().toString());
        json.put("state", job.progress().state().name());
        json.put("message", job.progress().message());
        job.progress().version().ifPresent(version -> json.put("version", version));
        if (job.work() instanceof EditJob.Append append) {
            json.put("on_conflict", append.conflicts().name());
        } else if (job.work() instanceof EditJob.Revert revert) {
            revert.edits().forEach(json.withArray("revert")::add);
        }
        byte[] bytes = Json.write(json).getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(of(job.number()).resolve(JOB), out -> out.write(bytes));
    }

    /** Forgets a job. */
    void remove(int number) {
        try {
            delete(of(number));
        } catch (IOException e) {
            throw new StorageException("Cannot remove " + of(number) + ". Check that the store can be written.", e);
        }
    }

    /** First what makes it a job, so that nothing half is left. */
    private static void delete(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return;
        }
        Files.deleteIfExists(place.resolve(JOB));
        Files.deleteIfExists(place.resolve(FACTS));
        try (Stream<Path> rest = Files.list(place)) {
            for (Path file : rest.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }
}
