package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Adapters as they travel between driver and executors: the bytes of an {@code .onnx_adapter} file. */
public final class AdapterBytes {
    private AdapterBytes() {}

    /**
     * The bytes of an adapter.
     *
     * @param adapter of this library
     * @return a file's
     */
    public static byte[] of(Adapter adapter) {
        try {
            Path folder = Files.createTempDirectory("modeleditor-adapter");
            Path file = folder.resolve("adapter.onnx_adapter");
            try {
                return Files.readAllBytes(adapter.save(file));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    /**
     * The adapter of a file's bytes.
     *
     * @param session a session of its base model
     * @param bytes as {@link #of} gives them
     * @return the adapter
     */
    public static Adapter read(EditingSession session, byte[] bytes) {
        try {
            Path file = Files.createTempFile("modeleditor", ".onnx_adapter");
            try {
                Files.write(file, bytes);
                return session.read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    private static StorageException unusable(IOException failure) {
        return new StorageException(
                "An adapter cannot be kept for a moment in " + System.getProperty("java.io.tmpdir") + " ("
                        + failure.getMessage()
                        + "). Make room there, or set java.io.tmpdir to a folder that can be written to.",
                failure);
    }
}
