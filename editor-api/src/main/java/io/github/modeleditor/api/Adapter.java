package io.github.modeleditor.api;

import io.github.modeleditor.api.error.StorageException;
import java.nio.file.Path;

/**
 * The trained weights of an edit, in memory: immutable, thread-safe, and independent of any open model.
 */
public interface Adapter {
    /**
     * Which base model the adapter belongs to.
     *
     * @return a content hash of the base model
     */
    String baseFingerprint();

    /**
     * The shape of the adapter.
     *
     * @return rank, alpha and targets
     */
    LoraConfig lora();

    /**
     * How many numbers were trained.
     *
     * @return the number of elements of all A and B
     */
    long parameterCount();

    /**
     * Writes an {@code .onnx_adapter} file that ONNX Runtime loads, and nothing else. The write is atomic: the file is
     * there whole or not at all. An existing file is replaced.
     *
     * @param file where to; its folder is made where missing
     * @return the file
     * @throws StorageException if it cannot be written
     */
    Path save(Path file);
}
