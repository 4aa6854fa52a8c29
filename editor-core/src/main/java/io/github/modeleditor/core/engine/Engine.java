package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An open base model that computes. The caller sees to it that no two calls run at a time, but for these, which may run beside others:
 * what is about training, {@link #layout}, {@link #memory}, {@link #gradients} and what they give, one call at a time; and {@link #decoding}
 * and decodings, any number of them, of which each is used by one thread. Nothing runs beside {@link #close}. Weights given as null mean the
 * unedited model.
 */
public interface Engine extends AutoCloseable {
    /**
     * What the model is.
     *
     * @return vocabulary, positions, special tokens, fingerprint
     */
    ModelDescription description();

    /**
     * The model's own tokenizer.
     *
     * @return the tokenizer; it may be used until the engine is closed
     */
    Tokenizer tokenizer();

    /**
     * Where an adapter attaches.
     *
     * @param config rank, alpha and target modules
     * @return the projections that the configuration names, in the order of the graph
     * @throws InvalidConfigurationException if a target names no projection; the message lists those there are
     */
    LoraLayout layout(LoraConfig config);

    /**
     * Builds the gradient graph for a layout.
     *
     * @param layout where the adapter attaches
     * @return what computes losses and gradients, to be closed by the caller before the engine
     * @throws UnsupportedModelException if an operator on the way has no gradient
     */
    Gradients gradients(LoraLayout layout);

    /**
     * Builds the gradient graph for a layout, with or without recomputation. The gradients are the same.
     *
     * @param layout where the adapter attaches
     * @param recomputation what the backward pass computes once more instead of keeping it
     * @return what computes losses and gradients, to be closed by the caller before the engine
     * @throws UnsupportedModelException if an operator on the way has no gradient
     */
    default Gradients gradients(LoraLayout layout, Recomputation recomputation) {
        return gradients(layout);
    }

    /** Frees what closed gradients left for the next ones of their layout, if anything. */
    default void freeGradients() {}

    /**
     * What memory an edit takes.
     *
     * @param layout where the adapter attaches
     * @return an estimate for passes of any size
     */
    default PassMemory memory(LoraLayout layout) {
        return (rows, columns, targets) -> 0;
    }

    /**
     * Judges the target tokens of a batch, teacher-forced.
     *
     * @param batch rows with at least one target
     * @param weights the adapter, or null for the unedited model
     * @return one entry for each target, in the batch's order
     * @throws DeviceMemoryException if memory does not suffice for the batch
     * @throws DeviceException if the device fails otherwise
     */
    TokenScores score(TokenBatch batch, @Nullable LoraWeights weights);

    /**
     * The logits at the batch's target positions; the target tokens themselves are not looked at.
     *
     * @param batch rows with at least one target position
     * @param weights the adapter, or null for the unedited model
     * @return an array of shape [targets][vocabulary]
     * @throws DeviceException if the device fails
     */
    float[][] logits(TokenBatch batch, @Nullable LoraWeights weights);

    /**
     * What the modules of a layout are given by the unedited model, at the places before the batch's targets; the target tokens
     * themselves are not looked at. Not for embeddings, whose inputs are tokens.
     *
     * @param batches rows with at least one target position in each
     * @param layout which modules
     * @param consumer called for one batch after the other, with what each target module is given: an array of shape [targets][inputs]
     *     row by row, of an embedding an empty one; not to be changed, as modules that are given the same share it
     * @throws DeviceException if the device fails
     */
    void moduleInputs(List<TokenBatch> batches, LoraLayout layout, BiConsumer<TokenBatch, float[][]> consumer);

    /**
     * Begins to decode with a key/value cache.
     *
     * @param weights the adapter, or null for the unedited model; not changed before the decoding is closed
     * @return what decodes, to be closed by the caller before the engine; empty where the model cannot keep keys and values,
     *     so that {@link #logits} must be asked for the whole text each time
     */
    default Optional<Decoding> decoding(@Nullable LoraWeights weights) {
        return Optional.empty();
    }

    /**
     * The model's own form of conversations.
     *
     * @return the template; it may be used after the engine is closed. Empty where the model has none
     */
    default Optional<ChatTemplate> chatTemplate() {
        return Optional.empty();
    }

    /**
     * How adapters of this engine are written; usable after the engine is closed.
     *
     * @return the writer
     */
    AdapterWriter adapterWriter();

    /**
     * Reads an adapter that was made for this model.
     *
     * @param place an adapter file or folder
     * @return its weights
     * @throws AdapterException if it is none, is damaged, or belongs to another base model
     */
    LoraWeights readAdapter(Path place);

    /**
     * Writes the base model's graph with every LoRA weight as an input that is empty by default, unless it is there.
     *
     * @param folder where to
     * @throws StorageException if it cannot be written
     */
    void writeBaseGraph(Path folder);

    /**
     * Writes the model with an adapter added to its weights.
     *
     * @param place where to: a folder that does not exist, or is empty; or a file that does not exist
     * @param format what is written
     * @param weights the adapter
     * @throws StorageException if it cannot be written
     * @throws UnsupportedModelException if an adapted weight lies in a form that cannot be changed, or the format cannot hold the model
     */
    void writeMerged(Path place, ModelFormat format, LoraWeights weights);

    /**
     * Writes the model's folder with an adapter added to its weights.
     *
     * @param folder where to; it must not exist, or be empty
     * @param weights the adapter
     * @throws StorageException if it cannot be written
     * @throws UnsupportedModelException if an adapted weight lies in a form that cannot be changed
     */
    default void writeMerged(Path folder, LoraWeights weights) {
        writeMerged(folder, ModelFormat.ONNX, weights);
    }

    /** Frees the model. A second call does nothing. */
    @Override
    void close();
}
