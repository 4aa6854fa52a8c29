package io.github.modeleditor.core;

import com.google.common.base.Stopwatch;
import com.google.common.base.Suppliers;
import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.TargetLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.TrainingSummary;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.PassMemory;
import io.github.modeleditor.core.metric.ModelAnswers;
import io.github.modeleditor.core.report.CoreEditReport;
import io.github.modeleditor.core.report.CoreEvaluationReport;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.training.FittingPasses;
import io.github.modeleditor.core.training.LoraInitialization;
import io.github.modeleditor.core.training.NullSpace;
import io.github.modeleditor.core.training.SavedTraining;
import io.github.modeleditor.core.training.SmallestRank;
import io.github.modeleditor.core.training.TrainingData;
import io.github.modeleditor.core.training.TrainingLoop;
import io.github.modeleditor.core.training.TrainingResult;
import io.github.modeleditor.core.training.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One edit, from facts to weights and a report. Used once, by one thread. */
final class Edit {
    private final Engine engine;
    private final EditorSettings settings;
    private final EditRequest request;
    private final List<Fact> facts;
    private final Earlier earlier;
    private final SavedTraining saved;
    private final UnaryOperator<Gradients> shared;
    private final Optional<CoreAdapter> start;
    private final AskedBefore before;
    private final EditPhases phases;
    private final PromptTokenizer tokenizer;
    private final Comparison comparison;
    /** What the unedited model answered; null until it was asked. */
    private Comparison.@Nullable Unedited unedited;

    /**
     * An edit that has not begun.
     *
     * @param engine the open model
     * @param settings how to edit
     * @param request what to teach, free of contradictions, and where to start
     * @param earlier which of its facts are not taught but held, and what comes back
     * @param resumption where the state of training is kept, and gone on from
     * @param before what the unedited model was asked before
     * @param shared makes of the engine's own gradients those that training asks, and that are closed in their place
     */
    Edit(
            Engine engine,
            EditorSettings settings,
            EditRequest request,
            Earlier earlier,
            Resumption resumption,
            AskedBefore before,
            UnaryOperator<Gradients> shared) {
        this.shared = shared;
        this.before = before;
        saved = resumption.training();
        this.earlier = earlier;
        this.engine = engine;
        this.settings = settings;
        this.request = request;
        facts = request.facts();
        start = request.start()
                .map(adapter -> CoreAdapter.of(adapter, engine.description().fingerprint()));
        phases = new EditPhases(request.listener(), request.cancellation());
        tokenizer = PromptTokenizer.of(engine);
        // What is wrong with a fact shows here, before anything takes long.
        comparison = new Comparison(engine, settings, facts, phases, before);
    }

    /** The trained weights and what they changed. */
    record Outcome(CoreAdapter adapter, CoreEditReport report) {}

    /** The trained weights, of which nobody knows yet what they changed, and what it took. */
    record Trained(
            CoreAdapter adapter,
            LoraLayout layout,
            TrainingResult result,
            int texts,
            Surroundings surroundings,
            Stopwatch augmenting,
            Stopwatch total) {}

    Outcome complete() {
        return measured(trained(this::unedited));
    }

    /** Trains, and measures nothing. */
    Trained trained() {
        return trained(() -> {});
    }

    private Comparison.Unedited unedited() {
        if (unedited == null) {
            unedited = comparison.before();
        }
        return unedited;
    }

    private Trained trained(Runnable beforeTraining) {
        Stopwatch total = Stopwatch.createStarted();
        facts.forEach(this::requireFitting);
        List<TokenizedText> own =
                earlier.taught(facts).stream().map(this::ownText).toList();
        LoraWeights drawn = initial();
        LoraLayout layout = drawn.layout();

        Stopwatch augmenting = Stopwatch.createStarted();
        EditTexts.Made texts =
                new EditTexts(engine, settings, facts, earlier, objective().isPresent(), before, phases).of(layout);
        List<TrainingExample> examples = texts.examples();
        Optional<LoraWeights> nullSpace = nullSpace(drawn, examples);
        augmenting.stop();
        LoraWeights initial = nullSpace.orElse(drawn);
        TrainingConfig fitting = fitting(layout, texts).withNullSpace(nullSpace.isPresent());
        comparison.scoring().limit(fitting.batches().tokensPerPass());
        beforeTraining.run();
        List<TokenizedText> learned = new ArrayList<>(own);
        learned.addAll(known(layout, comparison.scoring()));
        TrainingResult result = train(initial, fitting, new TrainingData(examples, learned), comparison.scoring());
        CoreAdapter adapter = adapter(kept(result.weights(), learned, examples));
        phases.trained(adapter);
        return new Trained(adapter, layout, result, examples.size(), texts.surroundings(), augmenting, total);
    }

    /** Asks what the weights changed. */
    Outcome measured(Trained trained) {
        LoraWeights weights = trained.adapter().weights();
        Comparison.Edited after = comparison.after(unedited(), weights);
        earlier.taught(facts).forEach(fact -> requireFinite(after.answers(), ownText(fact)));
        return outcome(
                trained.adapter(),
                comparison.report(unedited(), after, origin(weights, trained.layout())),
                summary(trained));
    }

    /** Nothing is trained, for an edit of which nothing was to be kept. */
    Outcome unchanged() {
        Stopwatch total = Stopwatch.createStarted();
        LoraWeights weights =
                start.map(CoreAdapter::weights).orElseGet(() -> LoraWeights.zeros(engine.layout(settings.lora())));
        Comparison.Edited after =
                start.isPresent() ? comparison.after(unedited(), weights) : comparison.unedited(unedited());
        TrainingSummary summary = new TrainingSummary(
                0,
                0,
                0,
                false,
                new TrainingSummary.Losses(List.of(), List.of()),
                new TrainingSummary.Timing(0, seconds(total), 0),
                new TrainingSummary.Adjustments(
                        0, 0, 0, settings.training().batches().tokensPerPass()));
        return outcome(
                adapter(weights), comparison.report(unedited(), after, origin(weights, weights.layout())), summary);
    }

    private static Outcome outcome(CoreAdapter adapter, CoreEvaluationReport evaluation, TrainingSummary summary) {
        return new Outcome(adapter, new CoreEditReport(evaluation, summary));
    }

    private Provenance origin(LoraWeights weights, LoraLayout trained) {
        return Origin.of(
                engine.description(), settings, weights, trained.config(), start.map(CoreAdapter::weights), request);
    }

    /** Where training begins. An adapter of which not all was kept has its full rank again. */
    private LoraWeights initial() {
        LoraConfig lora = settings.lora();
        long seed = settings.training().seed();
        return start.map(CoreAdapter::weights)
                .map(weights -> lora.keptRank().isPresent()
                        ? LoraInitialization.beside(weights, lora.rank(), seed)
                        : weights.copy())
                .orElseGet(() -> LoraInitialization.of(engine.layout(lora), seed));
    }

    /** Where training begins if A is not trained. */
    private Optional<LoraWeights> nullSpace(LoraWeights drawn, List<TrainingExample> examples) {
        TrainingConfig training = settings.training();
        return training.nullSpace() ? new NullSpace(engine).of(drawn, examples, training.seed()) : Optional.empty();
    }

    /** As much of what was trained as says what was learned, and the answers that returned. */
    private LoraWeights kept(LoraWeights trained, List<TokenizedText> learned, List<TrainingExample> examples) {
        Stream<TokenizedText> returned = examples.stream()
                .filter(TrainingExample::returns)
                .map(example -> example.target().text());
        List<TokenizedText> said = Stream.concat(learned.stream(), returned).toList();
        return settings.lora()
                .keptRank()
                .map(rank -> new SmallestRank(comparison.scoring(), said).of(trained, rank))
                .orElse(trained);
    }

    /** Of the facts that are kept those that count as learned before a step is made, and are to be so when training stops. */
    private List<TokenizedText> known(LoraLayout layout, ScoringPass scoring) {
        if (earlier.kept().isEmpty()) {
            return List.of();
        }
        List<TokenizedText> kept = earlier.kept().stream().map(this::ownText).toList();
        TextScores scores = scoring.score(kept, LoraWeights.zeros(layout), scored -> {});
        double bound = settings.training().stopping().learnedLoss();
        return kept.stream()
                .filter(text -> scores.of(text).isGreedy() && scores.of(text).negativeLogLikelihood() < bound)
                .toList();
    }

    private static TrainingSummary summary(Trained trained) {
        TrainingResult result = trained.result();
        return new TrainingSummary(
                result.steps(),
                result.epochLosses().size(),
                trained.texts(),
                result.stoppedEarly(),
                new TrainingSummary.Losses(result.stepLosses(), result.epochLosses()),
                new TrainingSummary.Timing(
                        seconds(trained.augmenting()) + result.seconds(),
                        seconds(trained.total()),
                        result.texts() / result.seconds()),
                new TrainingSummary.Adjustments(
                        result.skippedSteps(), result.skippedTexts(), result.halvedPasses(), result.tokensPerPass()));
    }

    /** As it is trained, an end-of-text token has to fit too. */
    private void requireFitting(Fact fact) {
        tokenizer.text(fact.prompt(), fact.target(), fact.form(), true);
    }

    /** The fact's prompt and target as they are measured. */
    private TokenizedText ownText(Fact fact) {
        return tokenizer.text(fact.prompt(), fact.target(), fact.form(), false);
    }

    /** What is not simply the likelihood, which needs no pass to find its slopes. */
    private Optional<Objective> objective() {
        Objective objective = settings.recipe().objective();
        return objective instanceof TargetLikelihood ? Optional.empty() : Optional.of(objective);
    }

    private TrainingConfig fitting(LoraLayout layout, EditTexts.Made texts) {
        TrainingConfig training = texts.inAsManySteps(settings.training());
        // The estimate plans a whole backward pass, and without a limit nobody asks for it.
        Supplier<PassMemory> memory = Suppliers.memoize(() -> engine.memory(layout));
        return training.withTokensPerPass(FittingPasses.tokens(
                training, (rows, columns, targets) -> memory.get().bytes(rows, columns, targets), texts.examples()));
    }

    private TrainingResult train(LoraWeights initial, TrainingConfig training, TrainingData data, ScoringPass scoring) {
        LoraLayout layout = initial.layout();
        phases.tell(Phase.PREPARING, 0, 1);
        try (Gradients gradients = shared.apply(engine.gradients(layout, training.recomputation()))) {
            phases.tell(Phase.PREPARING, 1, 1);
            TrainingLoop loop = new TrainingLoop(
                            training,
                            objective(),
                            request.cancellation(),
                            phases.listener(),
                            this::adapter,
                            settings.precision())
                    .withCheckpoint(saved);
            Optional<TrainingState> state = saved.state(layout, data);
            if (state.isPresent()) {
                return loop.resume(gradients, state.get(), data, scoring);
            }
            return loop.train(gradients, initial, data, scoring);
        }
    }

    private CoreAdapter adapter(LoraWeights weights) {
        return new CoreAdapter(weights, engine.description().fingerprint(), engine.adapterWriter());
    }

    /** No step follows the last one whose loss would tell that it led astray. */
    private static void requireFinite(ModelAnswers after, TokenizedText text) {
        double loss = after.scores().of(text).negativeLogLikelihood();
        if (!Double.isFinite(loss)) {
            throw new TrainingDivergedException(
                    "The loss of a fact is " + loss + " after the last step. Lower the learning rate.", null);
        }
    }

    private static double seconds(Stopwatch stopwatch) {
        return stopwatch.elapsed().toNanos() / 1e9;
    }
}
