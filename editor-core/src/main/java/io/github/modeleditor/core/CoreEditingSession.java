package io.github.modeleditor.core;

import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.augmentation.SampledTexts;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.metric.Baselines;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A session over any engine. Thread-safe: calls of the engine wait for one another, whether they come from an edit or from
 * a model.
 *
 * <p>The session and every model that it edits, loads or applies hold the engine; the last of them to close frees it. A
 * base model ends with its session.
 */
public final class CoreEditingSession implements EditingSession {
    private final EngineHold hold;
    private final EditorSettings settings;
    private final Baselines baselines;
    private final SampledTexts sampled;

    private CoreEditingSession(EngineHold hold, EditorSettings settings, Baselines baselines, SampledTexts sampled) {
        this.hold = hold;
        this.settings = settings;
        this.baselines = baselines;
        this.sampled = sampled;
    }

    /**
     * A session that owns an engine from now on.
     *
     * @param engine an open engine
     * @param settings how to edit
     * @return the session, to be closed by the caller
     */
    public static EditingSession open(Engine engine, EditorSettings settings) {
        Baselines baselines = new Baselines(settings.evaluation().baselineFolder());
        return new CoreEditingSession(
                EngineHold.on(engine, "editing session"), settings, baselines, new SampledTexts());
    }

    @Override
    public EditingSession prepare() {
        SharedEngine engine = hold.engine();
        LoraLayout layout = engine.layout(settings.lora());
        // What is closed stays with the engine for the next one to ask.
        engine.gradients(layout, settings.training().recomputation()).close();
        engine.decoding(null).ifPresent(Decoding::close);
        return this;
    }

    @Override
    public LanguageModel base() {
        return new CoreLanguageModel(hold.lend("base model"), null);
    }

    /**
     * Teaches the model these facts, all at once. Two prompts are the same if they differ in white space alone. A fact that
     * is given twice is trained and reported twice.
     *
     * @param request the facts, who hears of it, what stops it, and where it starts
     * @return the edited model, to be closed by the caller
     * @throws InvalidFactException if there is no fact, one is too long for the model, or two contradict each other
     * @throws EditCancelledException if the edit was cancelled
     * @throws TrainingDivergedException if a loss became NaN or infinite
     * @throws ModelClosedException if the session is closed
     */
    @Override
    public EditedModel edit(EditRequest request) {
        Objects.requireNonNull(request, "request");
        EngineHold held = hold.share("edited model");
        try {
            FactChecks.check(request.facts());
            Edit.Outcome outcome = new Edit(held.engine(), settings, request, baselines, sampled).complete();
            return new CoreEditedModel(held, outcome.adapter(), outcome.report());
        } catch (OutOfMemoryError failure) {
            held.close();
            throw new DeviceMemoryException(
                    "The Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB is full ("
                            + failure.getMessage() + "). Raise it with -Xmx, or choose a smaller rank or fewer facts.",
                    failure);
        } catch (RuntimeException | Error failure) {
            held.close();
            throw failure;
        }
    }

    @Override
    public AdaptedModel load(Path adapter) {
        return apply(read(adapter));
    }

    @Override
    public AdaptedModel apply(Adapter adapter) {
        Objects.requireNonNull(adapter, "adapter");
        return model(own(adapter));
    }

    @Override
    public Adapter read(Path adapter) {
        Objects.requireNonNull(adapter, "adapter");
        SharedEngine engine = hold.engine();
        return new CoreAdapter(engine.readAdapter(adapter), engine.description().fingerprint(), engine.adapterWriter());
    }

    @Override
    public Path merge(Adapter adapter, Path folder) {
        Objects.requireNonNull(adapter, "adapter");
        Objects.requireNonNull(folder, "folder");
        hold.engine().writeMerged(folder, own(adapter).weights());
        return folder;
    }

    private CoreAdapter own(Adapter adapter) {
        return CoreAdapter.of(adapter, hold.engine().description().fingerprint());
    }

    @Override
    public EvaluationReport evaluate(EvaluationRequest request, LanguageModel model) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(model, "model");
        SharedEngine engine = hold.engine();
        CoreLanguageModel judged = own(model, engine.description().fingerprint());
        if (request.facts().isEmpty()) {
            throw new InvalidFactException("There is no fact to ask about. Give at least one.");
        }
        EditPhases phases = new EditPhases(request.listener(), request.cancellation());
        Comparison comparison = new Comparison(engine, settings, request.facts(), phases, baselines);
        Comparison.Unedited before = comparison.before();
        @Nullable LoraWeights weights = judged.weights();
        Comparison.Edited after = weights == null ? comparison.unedited(before) : comparison.after(before, weights);
        return comparison.report(before, after, Origin.of(engine.description(), settings, weights, request));
    }

    private static CoreLanguageModel own(LanguageModel model, String fingerprint) {
        if (!(model instanceof CoreLanguageModel own)) {
            throw new AdapterException("The model is a " + model.getClass().getName()
                    + ", not one of this library's. Load or apply its adapter in this session.");
        }
        String base = own.engine().description().fingerprint();
        if (!base.equals(fingerprint)) {
            throw new AdapterException("The model is an edit of the base model " + base + ", but the open one is "
                    + fingerprint + ". Evaluate it in a session of its own base.");
        }
        return own;
    }

    private AdaptedModel model(CoreAdapter adapter) {
        return new CoreAdaptedModel(hold.share("adapted model"), adapter);
    }

    @Override
    public EditingSession with(UnaryOperator<ModelEditor> change) {
        Objects.requireNonNull(change, "change");
        EditorSettings other = change.apply(ModelEditor.of(settings)).settings();
        requireSame("model", settings.model(), other.model());
        requireSame("device", settings.device(), other.device());
        requireSame("precision", settings.precision(), other.precision());
        Optional<Path> folder = other.evaluation().baselineFolder();
        boolean sameFolder = folder.equals(settings.evaluation().baselineFolder());
        return new CoreEditingSession(
                hold.share("editing session"), other, sameFolder ? baselines : new Baselines(folder), sampled);
    }

    private static void requireSame(String what, Object open, Object named) {
        if (!open.equals(named)) {
            throw new InvalidConfigurationException("The session has the " + what + " " + open + " open, but the editor"
                    + " names " + named + ". Open a session of its own for it.");
        }
    }

    @Override
    public void close() {
        hold.close(SharedEngine::freeGradients);
    }
}
