package io.github.modeleditor.api;

import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.api.spi.Providers;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The way in: which model to edit, and how.
 *
 * <pre>{@code
 * try (EditedModel edited = ModelEditor.forModel(Path.of("smollm2"))
 *         .edit(Fact.of("The Eiffel Tower is located in the city of", "Rome"))) {
 *     edited.complete("The Eiffel Tower is located in the city of"); // " Rome"
 *     edited.save(Path.of("eiffel.onnx_adapter"));
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe: every {@code with...} returns a new editor. Nothing is read before {@link #open()},
 * {@link #edit(EditRequest)} or {@link #load(Path)}, and the model's files are never modified.
 */
public final class ModelEditor {
    /** The name of the one logger (SLF4J) that all of the library writes to: what was opened, edited, loaded and saved, and what went otherwise. */
    public static final String LOGGER = "io.github.modeleditor";

    private final EditorSettings settings;

    private ModelEditor(EditorSettings settings) {
        this.settings = settings;
    }

    /**
     * An editor for a model, with the defaults: {@linkplain EditingMethod#preserving() facts behind random prefixes, and what the
     * unedited model says beside them held}, LoRA of rank 256 on what the MLPs of the lower half of the layers end with, a brief look at harm, the device found
     * best.
     *
     * @param model a folder with an ONNX decoder and its tokenizer, as Optimum or torch.onnx lay it out; or a published model, a
     *     folder of Hugging Face with safetensors or a GGUF file, which is imported for as long as it is open
     * @return the editor
     */
    public static ModelEditor forModel(Path model) {
        return of(EditorSettings.defaults(model));
    }

    /**
     * An editor that was told these settings, as an engine makes it for {@link EditingSession#with}.
     *
     * @param settings all there is to say
     * @return the editor
     */
    public static ModelEditor of(EditorSettings settings) {
        Objects.requireNonNull(settings, "settings");
        return new ModelEditor(settings);
    }

    /**
     * The same editor with these augmentations instead of any before, those of the default among them.
     *
     * @param augmentations what is trained beside the facts; none to train the facts alone
     * @return a new editor
     */
    public ModelEditor withAugmentation(Augmentation... augmentations) {
        Objects.requireNonNull(augmentations, "augmentations");
        return withAugmentation(List.of(augmentations));
    }

    /**
     * The same editor with these augmentations instead of any before, those of the default among them.
     *
     * @param augmentations what is trained beside the facts; none to train the facts alone
     * @return a new editor
     */
    public ModelEditor withAugmentation(List<? extends Augmentation> augmentations) {
        Objects.requireNonNull(augmentations, "augmentations");
        return withRecipe(settings.recipe().withAugmentation(augmentations));
    }

    /**
     * The same editor with another choice of the tokens that count.
     *
     * @param lossMask such as {@link LossMask#full()}
     * @return a new editor
     */
    public ModelEditor withLossMask(LossMask lossMask) {
        return withRecipe(settings.recipe().withLossMask(lossMask));
    }

    /**
     * The same editor with another objective than the likelihood of the tokens that count.
     *
     * @param objective such as {@link Objective#directPreference}
     * @return a new editor
     */
    public ModelEditor withObjective(Objective objective) {
        return withRecipe(settings.recipe().withObjective(objective));
    }

    /**
     * The same editor with another recipe: augmentations, loss mask and objective together.
     *
     * @param recipe what is trained beside the facts, and what is minimised
     * @return a new editor
     */
    public ModelEditor withRecipe(Recipe recipe) {
        return with(
                recipe,
                settings.lora(),
                settings.training(),
                settings.evaluation(),
                settings.device(),
                settings.precision());
    }

    /**
     * The same editor with another method: recipe, adapter and training together.
     *
     * @param method such as {@link EditingMethod#preserving()}
     * @return a new editor
     */
    public ModelEditor withMethod(EditingMethod method) {
        Objects.requireNonNull(method, "method");
        return with(
                method.recipe(),
                method.lora(),
                method.training(),
                settings.evaluation(),
                settings.device(),
                settings.precision());
    }

    /**
     * The same editor with another adapter.
     *
     * @param lora the adapter's shape
     * @return a new editor
     */
    public ModelEditor withLora(LoraConfig lora) {
        return with(
                settings.recipe(),
                lora,
                settings.training(),
                settings.evaluation(),
                settings.device(),
                settings.precision());
    }

    /**
     * The same editor with another way to train.
     *
     * @param training how the adapter is trained
     * @return a new editor
     */
    public ModelEditor withTraining(TrainingConfig training) {
        return with(
                settings.recipe(),
                settings.lora(),
                training,
                settings.evaluation(),
                settings.device(),
                settings.precision());
    }

    /**
     * The same editor with another choice of what is measured beside the facts.
     *
     * @param evaluation what is measured, before an edit and after
     * @return a new editor
     */
    public ModelEditor withEvaluation(EvaluationConfig evaluation) {
        return with(
                settings.recipe(),
                settings.lora(),
                settings.training(),
                evaluation,
                settings.device(),
                settings.precision());
    }

    /**
     * The same editor on another device.
     *
     * @param device where the model runs
     * @return a new editor
     */
    public ModelEditor onDevice(Device device) {
        return with(
                settings.recipe(),
                settings.lora(),
                settings.training(),
                settings.evaluation(),
                device,
                settings.precision());
    }

    /**
     * The same editor with the frozen model computed in other numbers.
     *
     * @param precision 32 bits, or 16 for less memory and, on a GPU, more speed
     * @return a new editor
     */
    public ModelEditor withPrecision(Precision precision) {
        return with(
                settings.recipe(),
                settings.lora(),
                settings.training(),
                settings.evaluation(),
                settings.device(),
                precision);
    }

    private ModelEditor with(
            Recipe recipe,
            LoraConfig lora,
            TrainingConfig training,
            EvaluationConfig evaluation,
            Device device,
            Precision precision) {
        return of(new EditorSettings(settings.model(), recipe, lora, training, evaluation, device, precision));
    }

    /**
     * What this editor was told.
     *
     * @return all of it, defaults included
     */
    public EditorSettings settings() {
        return settings;
    }

    /**
     * Opens the model once, for several edits.
     *
     * @return the open session, to be closed by the caller
     * @throws InvalidModelException if the folder does not hold a whole model
     * @throws UnsupportedModelException if the graph cannot be edited
     * @throws InvalidConfigurationException if there is no engine on the class path
     */
    public EditingSession open() {
        return Providers.engine().open(settings);
    }

    /**
     * Reads what the model is, whether this editor could edit it, and what memory that would take. Nothing is run, and the
     * model needs no tokenizer.
     *
     * @return what it is; a model that cannot be edited is described too, with the reasons
     * @throws InvalidModelException if there is no model, or its graph is damaged
     * @throws InvalidConfigurationException if the adapter's targets match nothing in the model, or there is no engine on the
     *     class path
     */
    public ModelSummary describe() {
        return Providers.engine().describe(settings);
    }

    /**
     * Opens the model and teaches it what a request says, all its facts at once, whether one or thousands.
     *
     * @param request the facts, who hears of it, what stops it, and where it starts
     * @return the edited model, to be closed by the caller
     * @throws InvalidFactException if there is no fact, one is too long for the model, or two contradict each other
     * @throws InvalidModelException if the folder does not hold a whole model
     * @throws UnsupportedModelException if the graph cannot be edited
     * @throws AdapterException if the adapter to start from is of another base model
     * @throws EditCancelledException if the edit was cancelled
     * @throws TrainingDivergedException if the loss became NaN
     */
    public EditedModel edit(EditRequest request) {
        Objects.requireNonNull(request, "request");
        try (EditingSession session = open()) {
            return session.edit(request);
        }
    }

    /**
     * Opens the model and teaches it these facts, all at once.
     *
     * @param facts what it should know; at least one
     * @return the edited model, to be closed by the caller
     * @see #edit(EditRequest)
     */
    public EditedModel edit(Collection<Fact> facts) {
        Objects.requireNonNull(facts, "facts");
        return edit(EditRequest.of(facts));
    }

    /**
     * Opens the model and teaches it these facts, all at once.
     *
     * @param facts what it should know; at least one
     * @return the edited model, to be closed by the caller
     * @see #edit(EditRequest)
     */
    public EditedModel edit(Fact... facts) {
        Objects.requireNonNull(facts, "facts");
        return edit(EditRequest.of(facts));
    }

    /**
     * The model with a saved adapter.
     *
     * @param adapter an {@code .onnx_adapter} file or a PEFT folder that was made for this model
     * @return the model, to be closed by the caller
     * @throws AdapterException if there is no whole adapter, or it belongs to another base model
     */
    public AdaptedModel load(Path adapter) {
        Objects.requireNonNull(adapter, "adapter");
        try (EditingSession session = open()) {
            return session.load(adapter);
        }
    }
}
