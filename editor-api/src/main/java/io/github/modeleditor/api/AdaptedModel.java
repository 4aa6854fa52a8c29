package io.github.modeleditor.api;

import io.github.modeleditor.api.error.StorageException;
import java.nio.file.Path;

/** A base model with an adapter, be it just trained, loaded or applied. */
public interface AdaptedModel extends LanguageModel {
    /**
     * The adapter it runs under.
     *
     * @return the weights; they stay usable when the model is closed
     */
    Adapter adapter();

    /**
     * Writes the adapter, and beside it, once, the base graph that takes it: the base model's graph with every LoRA
     * weight as an input that is empty by default. ONNX Runtime runs the pair in any language. Writes are atomic, and the
     * base model's own files are never touched. {@link Adapter#save(Path)} writes the adapter alone.
     *
     * @param file where the adapter goes
     * @return the adapter's file
     * @throws StorageException if one of the two cannot be written
     */
    Path save(Path file);

    /**
     * Writes the adapter to one place and the base graph that takes it to another.
     *
     * @param file where the adapter goes
     * @param baseGraphFolder where the base graph goes; made where missing
     * @return the adapter's file
     * @throws StorageException if one of the two cannot be written
     */
    Path save(Path file, Path baseGraphFolder);
}
