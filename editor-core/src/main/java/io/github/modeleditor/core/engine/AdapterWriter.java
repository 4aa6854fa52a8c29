package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.StorageException;
import java.nio.file.Path;

/** Writes adapters. Thread-safe. */
@FunctionalInterface
public interface AdapterWriter {
    /**
     * Writes one adapter, whole or not at all.
     *
     * @param place the file, or the folder where the format is one; an adapter there is replaced
     * @param format how to write it
     * @param weights what to write
     * @param baseFingerprint which base model they belong to
     * @throws StorageException if it cannot be written
     * @throws AdapterException if the format needs module names that the model's export lost
     */
    void write(Path place, AdapterFormat format, LoraWeights weights, String baseFingerprint);
}
