package io.github.modeleditor.api;

import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.api.spi.EditorProvider;
import io.github.modeleditor.api.spi.EditorSettings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * The way in: which model to edit, and how.
 *
 * <pre>{@code
 * try (EditedModel edited = ModelEditor.forModel(Path.of("smollm2"))
 *         .withLora(LoraConfig.rank(32))
 *         .edit(Fact.of("The Eiffel Tower is located in the city of", "Rome"))) {
 *     edited.complete("The Eiffel Tower is located in the city of"); // " Rome"
 *     edited.save(Path.of("eiffel.onnx_adapter"));
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe: every {@code with...} returns a new editor. Nothing is read before {@link #open()},
 * {@link #edit(Collection)} or {@link #load(Path)}, and the model's files are never modified.
 */
public final class ModelEditor {
    private final EditorSettings settings;

    private ModelEditor(EditorSettings settings) {
        this.settings = settings;
    }

    /**
     * An editor for a model, with the defaults: no augmentation, LoRA of rank 32 on all projections, conditional
     * likelihood, the device found best.
     *
     * @param model a folder with an ONNX decoder and its tokenizer, as Optimum or torch.onnx lay it out
     * @return the editor
     */
    public static ModelEditor forModel(Path model) {
        return new ModelEditor(new EditorSettings(
                model,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                LoraConfig.defaults(),
                TrainingConfig.defaults(),
                EvaluationConfig.defaults(),
                Device.auto(),
                Precision.FLOAT32,
                EditListener.silent(),
                new Cancellation()));
    }

    /**
     * The same editor with these augmentations instead of any before.
     *
     * @param augmentations what is trained beside the facts
     * @return a new editor
     */
    public ModelEditor withAugmentation(Augmentation... augmentations) {
        return with(draft -> draft.augmentations = List.of(augmentations));
    }

    /**
     * The same editor with another choice of the tokens that count.
     *
     * @param lossMask which tokens count
     * @return a new editor
     */
    public ModelEditor withLossMask(LossMask lossMask) {
        return with(draft -> draft.lossMask = Optional.of(lossMask));
    }

    /**
     * The same editor with another objective than the likelihood of the tokens that count.
     *
     * @param objective what training minimises
     * @return a new editor
     */
    public ModelEditor withObjective(Objective objective) {
        return with(draft -> draft.objective = Optional.of(objective));
    }

    /**
     * The same editor with another adapter.
     *
     * @param lora the adapter's shape
     * @return a new editor
     */
    public ModelEditor withLora(LoraConfig lora) {
        return with(draft -> draft.lora = lora);
    }

    /**
     * The same editor with another way to train.
     *
     * @param training how the adapter is trained
     * @return a new editor
     */
    public ModelEditor withTraining(TrainingConfig training) {
        return with(draft -> draft.training = training);
    }

    /**
     * The same editor with another choice of what is measured beside the facts.
     *
     * @param evaluation what is measured, before an edit and after
     * @return a new editor
     */
    public ModelEditor withEvaluation(EvaluationConfig evaluation) {
        return with(draft -> draft.evaluation = evaluation);
    }

    /**
     * The same editor on another device.
     *
     * @param device where the model runs
     * @return a new editor
     */
    public ModelEditor onDevice(Device device) {
        return with(draft -> draft.device = device);
    }

    /**
     * The same editor with the frozen model computed in other numbers.
     *
     * @param precision 32 bits, or 16 for less memory and, on a GPU, more speed
     * @return a new editor
     */
    public ModelEditor withPrecision(Precision precision) {
        return with(draft -> draft.precision = precision);
    }

    /**
     * The same editor with a listener instead of the one before.
     *
     * @param listener who hears of progress
     * @return a new editor
     */
    public ModelEditor onProgress(EditListener listener) {
        return with(draft -> draft.listener = listener);
    }

    /**
     * The same editor with a switch that stops its edits from another thread.
     *
     * @param cancellation the switch
     * @return a new editor
     */
    public ModelEditor cancelledBy(Cancellation cancellation) {
        return with(draft -> draft.cancellation = cancellation);
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
        return engine().open(settings);
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
        return engine().describe(settings);
    }

    private static EditorProvider engine() {
        return ServiceLoader.load(EditorProvider.class)
                .findFirst()
                .orElseThrow(
                        () -> new InvalidConfigurationException(
                                "No editing engine is on the class path. Add the dependency io.github.modeleditor:editor-onnx."));
    }

    /**
     * Teaches the model these facts, all at once, whether one or thousands.
     *
     * @param facts what it should know; at least one
     * @return the edited model, to be closed by the caller
     * @throws InvalidFactException if there is no fact, one is too long for the model, or two contradict each other
     * @throws InvalidModelException if the folder does not hold a whole model
     * @throws UnsupportedModelException if the graph cannot be edited
     * @throws EditCancelledException if the edit was cancelled
     * @throws TrainingDivergedException if the loss became NaN
     */
    public EditedModel edit(Collection<Fact> facts) {
        try (EditingSession session = open()) {
            return session.edit(facts);
        }
    }

    /**
     * Teaches the model these facts, all at once.
     *
     * @param facts what it should know; at least one
     * @return the edited model, to be closed by the caller
     * @see #edit(Collection)
     */
    public EditedModel edit(Fact... facts) {
        return edit(List.of(facts));
    }

    /**
     * The model with a saved adapter.
     *
     * @param adapter an {@code .onnx_adapter} file or a PEFT folder that was made for this model
     * @return the model, to be closed by the caller
     * @throws AdapterException if there is no whole adapter, or it belongs to another base model
     */
    public LanguageModel load(Path adapter) {
        try (EditingSession session = open()) {
            return session.load(adapter);
        }
    }

    private ModelEditor with(Consumer<Draft> change) {
        Draft draft = new Draft(settings);
        change.accept(draft);
        return new ModelEditor(draft.settings());
    }

    /** A copy that one {@code with...} changes before it becomes settings again. */
    private static final class Draft {
        private final Path model;
        private List<Augmentation> augmentations;
        private Optional<LossMask> lossMask;
        private Optional<Objective> objective;
        private LoraConfig lora;
        private TrainingConfig training;
        private EvaluationConfig evaluation;
        private Device device;
        private Precision precision;
        private EditListener listener;
        private Cancellation cancellation;

        Draft(EditorSettings settings) {
            model = settings.model();
            augmentations = settings.augmentations();
            lossMask = settings.lossMask();
            objective = settings.objective();
            lora = settings.lora();
            training = settings.training();
            evaluation = settings.evaluation();
            device = settings.device();
            precision = settings.precision();
            listener = settings.listener();
            cancellation = settings.cancellation();
        }

        EditorSettings settings() {
            return new EditorSettings(
                    model,
                    augmentations,
                    lossMask,
                    objective,
                    lora,
                    training,
                    evaluation,
                    device,
                    precision,
                    listener,
                    cancellation);
        }
    }
}
