package io.github.modeleditor.api;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.AdapterException;
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
     * The shape of the adapter. Where modules differ in rank, as they may in adapters that were combined or made by PEFT,
     * the rank is the largest.
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
     * Both adapters in one: its effect on every product is the sum of theirs. Ranks add up where both have a module, as A
     * and B of the two stand side by side: {@code xW + s1 (x A1) B1 + s2 (x A2) B2 = xW + (x [A1 A2]) [s1 B1; s2 B2]}. The
     * sum does not promise that each edit holds as it did alone: evaluate it.
     *
     * @param other an adapter of the same base model
     * @return a new adapter with its scales folded into B
     * @throws AdapterException if the other one is of another base model, or was not made by this library
     */
    Adapter combinedWith(Adapter other);

    /**
     * Writes an {@code .onnx_adapter} file that ONNX Runtime loads, and nothing else. The write is atomic: the file is
     * there whole or not at all. An existing adapter is replaced, any other file is left as it is.
     *
     * @param file where to; its folder is made where missing
     * @return the file
     * @throws StorageException if it cannot be written
     */
    default Path save(Path file) {
        return save(file, AdapterFormat.ONNX);
    }

    /**
     * Writes the adapter in a format, and nothing else. The write is atomic: the file or folder is there whole or not at
     * all. An existing adapter is replaced, anything else is left as it is.
     *
     * @param place the file, or for {@link AdapterFormat#PEFT} the folder; the folder above it is made where missing
     * @param format how to write it
     * @return the place
     * @throws StorageException if it cannot be written
     * @throws AdapterException if the model's export lost the module names that the format needs
     */
    Path save(Path place, AdapterFormat format);
}
