package io.github.modeleditor.api;

import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.api.report.EvaluationReport;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.UnaryOperator;

/**
 * An open base model, for several edits, by any threads. Each edit starts from the base model, not from the edit before it,
 * unless its {@link EditRequest} says {@linkplain EditRequest#from where it starts}. The session keeps what an edit prepared for the next one of the same adapter layout: that saves about half the time
 * of an edit of a single fact, and holds the buffers of an adapter and its gradient until the session is closed. Edited models
 * stay usable when the session is closed; the last to close frees the weights.
 */
public interface EditingSession extends AutoCloseable {
    /**
     * Builds now what the first edit would build: the gradient graph, which takes about as long as an edit of a single fact. For
     * a program that opens its model when it starts and edits while somebody waits. A second call does nothing new.
     *
     * @return this session
     * @throws ModelClosedException if the session is closed
     */
    EditingSession prepare();

    /**
     * The unedited model.
     *
     * @return the model; closing it leaves the session open
     */
    LanguageModel base();

    /**
     * Teaches the model what a request says, all its facts at once.
     *
     * @param request the facts, who hears of it, what stops it, and where it starts
     * @return the edited model, to be closed by the caller
     * @throws InvalidFactException if there is no fact, one is too long for the model, or two contradict each other
     * @throws AdapterException if the adapter to start from is of another base model
     * @throws EditCancelledException if the edit was cancelled
     * @throws TrainingDivergedException if the loss became NaN
     * @throws ModelClosedException if the session is closed
     */
    EditedModel edit(EditRequest request);

    /**
     * Teaches the model these facts, all at once, from the unedited model.
     *
     * @param facts what it should know; at least one
     * @return the edited model, to be closed by the caller
     * @see #edit(EditRequest)
     */
    default EditedModel edit(Collection<Fact> facts) {
        return edit(EditRequest.of(facts));
    }

    /**
     * Teaches the model these facts, all at once, from the unedited model.
     *
     * @param facts what it should know; at least one
     * @return the edited model, to be closed by the caller
     * @see #edit(EditRequest)
     */
    default EditedModel edit(Fact... facts) {
        return edit(EditRequest.of(facts));
    }

    /**
     * The base model with a saved adapter.
     *
     * @param adapter an {@code .onnx_adapter} file or a PEFT folder that was made for this base model
     * @return the model, to be closed by the caller
     * @see ModelEditor#load(Path)
     */
    AdaptedModel load(Path adapter);

    /**
     * Reads a saved adapter, to combine it, to save it in another format, or to merge it.
     *
     * @param adapter an {@code .onnx_adapter} file or a PEFT folder that was made for this base model
     * @return the adapter; it stays usable when the session is closed
     * @throws AdapterException if there is no whole adapter, or it belongs to another base model
     */
    Adapter read(Path adapter);

    /**
     * Writes a model of its own: the base model's folder with {@code W + (alpha / rank) A B} in place of every adapted W,
     * in the type of W, or where W has a few bits in the floating-point type that the model computes in, since few bits have
     * no room for the change. It opens like any model, with another fingerprint, and needs no adapter. The write is atomic,
     * and the base model's own files are never touched.
     *
     * @param adapter weights that were trained on this base model
     * @param folder where to; it must not exist, or be empty
     * @return the folder
     * @throws AdapterException if the adapter is of another base model
     * @throws UnsupportedModelException if an adapted weight lies in a form that cannot be changed
     * @throws StorageException if it cannot be written
     */
    default Path merge(Adapter adapter, Path folder) {
        return merge(adapter, folder, ModelFormat.ONNX);
    }

    /**
     * Writes a model of its own in a format: as {@link #merge(Adapter, Path)} does, or as one GGUF file. Whether GGUF can hold the model
     * is found out before anything is written.
     *
     * @param adapter weights that were trained on this base model
     * @param place the folder, which must not exist, or be empty; or the file, which must not exist
     * @param format what is written
     * @return the place
     * @throws AdapterException if the adapter is of another base model
     * @throws UnsupportedModelException if an adapted weight lies in a form that cannot be changed, or the format cannot hold the model
     * @throws StorageException if it cannot be written
     */
    Path merge(Adapter adapter, Path place, ModelFormat format);

    /**
     * The base model with an adapter in memory.
     *
     * @param adapter weights that were trained on this base model
     * @return the model, to be closed by the caller
     */
    AdaptedModel apply(Adapter adapter);

    /**
     * The same open model, edited another way, such as with another augmentation: the model is not read again.
     *
     * <pre>{@code
     * EditingSession careful = session.with(editor -> editor.withAugmentation(Augmentation.randomFacts(pool, 20)));
     * }</pre>
     *
     * @param change makes of this session's editor another one for the same device and precision
     * @return a session of its own, to be closed by the caller; the model is freed when the last of both is closed
     * @throws InvalidConfigurationException if the other editor names another model, device or precision
     */
    EditingSession with(UnaryOperator<ModelEditor> change);

    /**
     * Asks a model about facts, and the unedited model beside it, without training.
     *
     * @param request what is asked about, who hears of it, and what stops it
     * @param model a model of this session's base: edited, loaded, applied, or the {@linkplain #base() base} itself
     * @return how both answer
     * @throws InvalidFactException if there is no fact, or one is too long for the model
     * @throws AdapterException if the model is of another base, or of another engine
     * @throws EditCancelledException if it was cancelled
     * @throws ModelClosedException if the session or the model is closed
     */
    EvaluationReport evaluate(EvaluationRequest request, LanguageModel model);

    /**
     * Asks a model about facts, and the unedited model beside it, without training.
     *
     * @param facts what is asked about; at least one
     * @param model a model of this session's base
     * @return how both answer
     * @see #evaluate(EvaluationRequest, LanguageModel)
     */
    default EvaluationReport evaluate(Collection<Fact> facts, LanguageModel model) {
        return evaluate(EvaluationRequest.of(facts), model);
    }

    /** Closes the session. A second call does nothing. */
    @Override
    void close();
}
