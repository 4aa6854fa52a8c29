package io.github.modeleditor.spark;

import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.report.EditReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What an edit over several executors gave.
 *
 * @param adapter the bytes of an {@code .onnx_adapter} file
 * @param report as from an edit on one machine
 * @param workers what each worker did, by rank
 */
@SuppressWarnings("ArrayRecordComponent") // a file's bytes; never compared
public record SharedEditResult(byte[] adapter, EditReport report, List<WorkerSummary> workers) {
    public SharedEditResult {
        Objects.requireNonNull(adapter, "adapter");
        Objects.requireNonNull(report, "report");
        workers = List.copyOf(workers);
    }

    /**
     * Writes the adapter.
     *
     * @param file where to, on the driver's machine; a file that is there is replaced
     * @return the file, which any editor of the same model {@linkplain io.github.modeleditor.api.ModelEditor#load loads}
     * @throws StorageException if it cannot be written
     */
    public Path save(Path file) {
        Objects.requireNonNull(file, "file");
        try {
            return Files.write(file, adapter);
        } catch (IOException failure) {
            throw new StorageException(
                    "The adapter cannot be written to " + file + " (" + failure.getMessage()
                            + "). Name a file in a folder that can be written to.",
                    failure);
        }
    }
}
