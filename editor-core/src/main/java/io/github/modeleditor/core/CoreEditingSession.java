package io.github.modeleditor.core;

import com.google.common.base.Suppliers;
import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.AcceptancePolicy;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.acceptance.Gate;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session over any engine. Thread-safe: calls of the engine wait for one another, whether they come from an edit or from
 * a model.
 *
 * <p>The session and every model that it edits, loads or applies hold the engine; the last of them to close frees it. A
 * base model ends with its session.
 */
public final class CoreEditingSession implements EditingSession {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private final EngineHold hold;
    private final EditorSettings settings;
    private final AskedBefore before;

    private CoreEditingSession(EngineHold hold, EditorSettings settings, AskedBefore before) {
        this.hold = hold;
        this.settings = settings;
        this.before = before;
    }

    /**
     * A session that owns an engine from now on.
     *
     * @param engine an open engine
     * @param settings how to edit
     * @return the session, to be closed by the caller
     */
    public static CoreEditingSession open(Engine engine, EditorSettings settings) {
        return new CoreEditingSession(
                EngineHold.on(engine, "editing session"),
                settings,
                AskedBefore.nothing(settings.evaluation().baselineFolder()));
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
        return edit(request, Resumption.none());
    }

    /**
     * Teaches the model these facts, and keeps the state of training meanwhile, so that another process can go on from it to the same
     * weights, bit by bit. Whoever goes on gives the same request and settings: only the texts that are trained are compared.
     *
     * @param request the facts, who hears of it, what stops it, and where it starts
     * @param resumption where the state of training is kept, and gone on from
     * @return the edited model, to be closed by the caller
     * @throws InvalidConfigurationException if the request's policy may train more than once, and there is a place for one state
     * @throws InvalidFactException as from {@link #edit(EditRequest)}, and so are the others
     */
    public EditedModel edit(EditRequest request, Resumption resumption) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(resumption, "resumption");
        if (resumption.file().isPresent() && !request.acceptance().equals(AcceptancePolicy.all())) {
            throw new InvalidConfigurationException(
                    "A state of training is kept of one training, and a policy that checks"
                            + " facts may train several times. Accept all facts, or keep no state.");
        }
        return edited(engine -> accepted(engine, request, resumption));
    }

    /**
     * Teaches facts by gradients that others have a part in, such as those of several machines that each make the same edit. All facts are
     * handed back: what the request says of accepting them is not looked at.
     *
     * @param request the facts, who hears of it, what stops it, and where it starts
     * @param shared makes of this engine's gradients those that training asks; it is called once, and closing what it gives closes both
     * @param resumption where the state of training is kept, and gone on from
     * @return the edited model, to be closed by the caller
     * @throws InvalidFactException as from {@link #edit(EditRequest)}, and so are the others
     */
    public EditedModel editShared(EditRequest request, UnaryOperator<Gradients> shared, Resumption resumption) {
        FactChecks.check(request.facts());
        return edited(engine -> withinHeap(
                new Edit(engine, settings, request, Earlier.nothing(), resumption, before, shared)::complete));
    }

    /** The model holds the engine from the edit on. */
    private EditedModel edited(Function<Engine, Edit.Outcome> edit) {
        EngineHold held = hold.share("edited model");
        try {
            Edit.Outcome outcome = edit.apply(held.engine());
            return new CoreEditedModel(held, outcome.adapter(), outcome.report());
        } catch (RuntimeException | Error failure) {
            held.close();
            throw failure;
        }
    }

    private Edit.Outcome accepted(Engine engine, EditRequest request, Resumption resumption) {
        FactChecks.check(request.facts());
        Gate.Passed<Edit.Outcome> passed = new Gate<>(
                        request.acceptance(),
                        (facts, start, strength) -> edit(
                                engine,
                                weaker(strength),
                                start.map(request::from).orElse(request).withFacts(facts),
                                Earlier.nothing(),
                                resumption),
                        Edit.Outcome::adapter,
                        Edit.Outcome::report)
                .through(request.facts());
        Edit.Outcome outcome = passed.outcome().orElseGet(() -> new Edit(
                        engine,
                        settings,
                        request,
                        Earlier.nothing(),
                        Resumption.none(),
                        before,
                        UnaryOperator.identity())
                .unchanged());
        return new Edit.Outcome(outcome.adapter(), outcome.report().withVerdicts(passed.verdicts()));
    }

    private EditorSettings weaker(double strength) {
        TrainingConfig training = settings.training();
        return strength == 1
                ? settings
                : ModelEditor.of(settings)
                        .withTraining(training.withLearningRate(
                                strength * training.schedule().learningRate()))
                        .settings();
    }

    private Edit.Outcome edit(
            Engine engine, EditorSettings how, EditRequest request, Earlier earlier, Resumption resumption) {
        return withinHeap(
                new Edit(engine, how, request, earlier, resumption, before, UnaryOperator.identity())::complete);
    }

    private static <T> T withinHeap(Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError failure) {
            throw new DeviceMemoryException(
                    "The Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB is full ("
                            + failure.getMessage() + "). Raise it with -Xmx, or choose a smaller rank or fewer facts.",
                    failure);
        }
    }

    /**
     * What the session was told.
     *
     * @return all of it, defaults included
     */
    public EditorSettings settings() {
        return settings;
    }

    /**
     * Which base model is open.
     *
     * @return a content hash of it
     */
    public String fingerprint() {
        return hold.engine().description().fingerprint();
    }

    /**
     * What was trained beside an adapter.
     *
     * @param adapter the new ranks alone; the model that the report is of runs under both, {@link Adapter#combinedWith}
     * @param surroundings what the model was held to around facts
     * @param measurement compares the unedited model with that model when it is first asked, which has to be while the engine is open
     */
    public record Beside(Adapter adapter, Surroundings surroundings, Supplier<EditReport> measurement) {
        /**
         * How the unedited model compares with the model under both adapters.
         *
         * @return the report, measured once
         */
        public EditReport report() {
            return measurement.get();
        }
    }

    /**
     * Teaches facts to the model under an adapter, which stays as it is: an adapter of its own is trained beside it.
     *
     * @param request what to teach; where it says where to start, that is of the new adapter's ranks
     * @param frozen what stays as it is, and acts while the facts are taught and measured; empty for the unedited model
     * @param earlier which facts of the request are not taught but held, and what comes back
     * @param resumption where the state of training is kept, and gone on from
     * @return the new adapter and how both together do
     * @throws InvalidFactException as from {@link #edit(EditRequest)}, and so are the others
     * @throws AdapterException if an adapter is of another base model
     */
    public Beside editBeside(EditRequest request, Optional<Adapter> frozen, Earlier earlier, Resumption resumption) {
        FactChecks.check(request.facts());
        try (EngineHold held = hold.share("edit")) {
            Engine engine = frozen.<Engine>map(adapter ->
                            new BesideEngine(held.engine(), own(adapter).weights()))
                    .orElse(held.engine());
            Edit edit = new Edit(engine, settings, request, earlier, resumption, before, UnaryOperator.identity());
            Edit.Trained trained = withinHeap(edit::trained);
            return new Beside(trained.adapter(), trained.surroundings(), Suppliers.memoize(() -> withinHeap(
                            () -> edit.measured(trained))
                    .report()));
        }
    }

    /**
     * How a fact itself is trained, without what is trained beside it.
     *
     * @param fact which
     * @return its tokens, and which of them count
     * @throws InvalidFactException if it is too long for the model, or has no tokens
     */
    public FactTokens tokens(Fact fact) {
        Objects.requireNonNull(fact, "fact");
        return FactTokens.of(fact, PromptTokenizer.of(hold.engine()), settings.recipe());
    }

    /**
     * Which facts a model says, as greedy decoding tells, found in one scoring pass.
     *
     * @param facts what is asked
     * @param adapter what the model runs under, or null for the unedited model
     * @return for each fact whether its target follows its prompt
     * @throws InvalidFactException if a fact is too long for the model
     */
    public List<Boolean> said(Collection<Fact> facts, @Nullable Adapter adapter) {
        SharedEngine engine = hold.engine();
        PromptTokenizer tokenizer = PromptTokenizer.of(engine);
        List<TokenizedText> texts = facts.stream()
                .map(fact -> tokenizer.text(fact.prompt(), fact.target(), fact.form(), false))
                .toList();
        TextScores scores = new ScoringPass(engine, BatchLimits.of(settings.training()))
                .score(texts, adapter == null ? null : own(adapter).weights(), scored -> {});
        return texts.stream().map(text -> scores.of(text).isGreedy()).toList();
    }

    /**
     * What a model begins to answer, greedily and in the facts' own form.
     *
     * @param facts what is asked
     * @param tokens at most; at least 1
     * @param adapter what the model runs under, or null for the unedited model
     * @return for each fact what follows its prompt, up to a line break
     * @throws InvalidFactException if a prompt is too long for the model
     */
    public List<String> answers(Collection<Fact> facts, int tokens, @Nullable Adapter adapter) {
        SharedEngine engine = hold.engine();
        TextGenerator generator = new TextGenerator(engine, PromptTokenizer.of(engine));
        List<int[]> prompts = facts.stream()
                .map(fact -> generator.prompt(fact.prompt(), fact.form()))
                .toList();
        GenerationConfig config = GenerationConfig.defaults().withMaximumTokens(tokens);
        return generator
                .generate(prompts, config, adapter == null ? null : own(adapter).weights())
                .stream()
                .map(GeneratedText::text)
                .toList();
    }

    /**
     * What this session's recipe adds to a fact that is taught alone: augmentations, and own neighbours with their answers. Nothing is
     * kept for the next one to ask.
     *
     * @param fact what is taught
     * @param seed what all randomness comes from
     * @return the texts, of the fact, the seed and the model alone
     * @throws InvalidFactException if the fact is too long for the model
     */
    public MadeTexts texts(Fact fact, long seed) {
        return MadeTexts.of(hold.engine(), settings.recipe(), fact, seed);
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
        CoreAdapter read = new CoreAdapter(
                engine.readAdapter(adapter), engine.description().fingerprint(), engine.adapterWriter());
        LOGGER.info("Read an adapter of rank {} from {}.", read.lora().rank(), adapter);
        return read;
    }

    @Override
    public Path merge(Adapter adapter, Path place, ModelFormat format) {
        Objects.requireNonNull(adapter, "adapter");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(format, "format");
        hold.engine().writeMerged(place, format, own(adapter).weights());
        LOGGER.info("Merged an adapter into its model, as {} at {}.", format, place);
        return place;
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
        Comparison comparison = new Comparison(engine, settings, request.facts(), phases, before);
        Comparison.Unedited unedited = comparison.before();
        @Nullable LoraWeights weights = judged.weights();
        Comparison.Edited after = weights == null ? comparison.unedited(unedited) : comparison.after(unedited, weights);
        return comparison.report(unedited, after, Origin.of(engine.description(), settings, weights, request));
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
    public CoreEditingSession with(UnaryOperator<ModelEditor> change) {
        Objects.requireNonNull(change, "change");
        EditorSettings other = change.apply(ModelEditor.of(settings)).settings();
        requireSame("model", settings.model(), other.model());
        requireSame("device", settings.device(), other.device());
        requireSame("precision", settings.precision(), other.precision());
        Optional<Path> folder = other.evaluation().baselineFolder();
        boolean sameFolder = folder.equals(settings.evaluation().baselineFolder());
        return new CoreEditingSession(
                hold.share("editing session"), other, sameFolder ? before : before.withBaselines(folder));
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
