package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.error.StorageException;
import java.nio.file.Path;

/** Writes adapter files. Thread-safe. */
@FunctionalInterface
public interface AdapterWriter {
    /**
     * Writes one adapter, whole or not at all.
     *
     * @param file where to; replaced where it exists
     * @param weights what to write
     * @param baseFingerprint which base model they belong to
     * @throws StorageException if it cannot be written
     */
    void write(Path file, LoraWeights weights, String baseFingerprint);
}
