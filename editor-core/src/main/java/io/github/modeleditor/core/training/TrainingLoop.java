package io.github.modeleditor.core.training;

import com.google.common.collect.Lists;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.EpochSteps;
import io.github.modeleditor.core.batch.Passes;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.example.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Trains LoRA weights. Epochs run breadth first: every text is seen once before any is seen again (section 3.1 of the
 * paper). At the end of an epoch the facts are asked for, and training stops when all are learned: greedy decoding gives
 * the target, and the mean loss of its tokens is below {@link TrainingConfig.Stopping#learnedLoss()}. A text whose own loss was below
 * {@link TrainingConfig.Stopping#skippedLoss()} sits out the next epoch; the schedule then takes longer strides, so that it spans the
 * same epochs.
 *
 * <p>The same weights, examples and seed give the same result bit by bit, if the engine computes so.
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
 */
public final class TrainingLoop {
    /** From the first scale this leads to one of 2^-4, where no gradient overflows that is not infinite for itself. */
    private static final int MAXIMUM_SKIPPED_IN_A_ROW = 20;

    private final TrainingConfig config;
    private final Optional<Objective> objective;
    private final Cancellation cancellation;
    private final EditListener listener;
    private final Function<LoraWeights, Adapter> adapters;
    private final Precision precision;

    /**
     * A training loop.
     *
     * @param config how to train
     * @param objective what is minimised; empty for the mean negative log-likelihood of the counted tokens
     * @param cancellation what stops it, before the next pass
     * @param listener hears of each step and each epoch
     * @param adapters keeps a copy of the last good weights when training is cut short
     * @param precision what the engine computes in; in half precision the loss is scaled, and steps that overflow are skipped
     */
    public TrainingLoop(
            TrainingConfig config,
            Optional<Objective> objective,
            Cancellation cancellation,
            EditListener listener,
            Function<LoraWeights, Adapter> adapters,
            Precision precision) {
        this.precision = precision;
        this.config = config;
        this.objective = objective;
        this.cancellation = cancellation;
        this.listener = listener;
        this.adapters = adapters;
    }

    /**
     * Trains until every fact is learned, or the epochs or steps are over.
     *
     * @param gradients what computes losses and gradients
     * @param initial where to start; taken over, and overwritten
     * @param data what is trained
     * @param scoring what asks for the facts, and for the texts where there is an objective
     * @return the weights and what they took
     * @throws EditCancelledException if it was cancelled; it has the weights of the last step
     * @throws TrainingDivergedException if a loss or gradient became NaN or infinite, in half precision in many steps in a
     *     row; it has the last weights whose loss was finite
     * @throws DeviceMemoryException if there is no memory for a pass of a single text
     */
    public TrainingResult train(Gradients gradients, LoraWeights initial, TrainingData data, ScoringPass scoring) {
        return new Run(gradients, initial, data, scoring).complete();
    }

    /** One training, from the first step to the last. */
    private final class Run {
        private final Optimization optimization;
        private final LossScaler scaler = precision == Precision.FLOAT16 ? LossScaler.dynamic() : LossScaler.none();
        private final TrainingData data;
        private final ScoringPass scoring;
        private final CosineSchedule schedule;
        private final PassLimit limit;
        /** Optimizer steps of an epoch in which no text is left out. */
        private final int stepsOfWholeEpoch;

        private final KnownTexts known = new KnownTexts(config.stopping().skippedLoss());
        private final Random random = Seeds.stream(config.seed(), "order of training texts");
        private final List<Double> epochLosses = new ArrayList<>();
        private int epochs;
        private int steps;
        private int skipped;
        private long texts;
        private long nanoseconds;

        Run(Gradients gradients, LoraWeights initial, TrainingData data, ScoringPass scoring) {
            this.data = data;
            this.scoring = scoring;
            limit = new PassLimit(new Passes(config.batches().tokensPerPass(), gradients.packsTexts()));
            long start = System.nanoTime();
            ObjectiveLoss loss = objective
                    .map(minimised -> new ObjectiveLoss(
                            minimised, scoring, data.examples(), BatchLimits.of(config), this::requireNotCancelled))
                    .orElse(null);
            nanoseconds = System.nanoTime() - start;
            optimization = new Optimization(gradients, loss, initial, config, scaler);
            stepsOfWholeEpoch = epoch(data.examples(), new Random(0)).size();
            long planned = (long) stepsOfWholeEpoch * config.schedule().epochs();
            int total = Ints.saturatedCast(
                    Math.min(planned, config.schedule().maximumSteps().orElse(Integer.MAX_VALUE)));
            schedule = CosineSchedule.of(
                    total, config.schedule().warmupFraction(), config.schedule().learningRate());
        }

        TrainingResult complete() {
            boolean learned = false;
            tellProgress(schedule.steps());
            while (!learned && begun() < schedule.steps()) {
                boolean whole = runEpoch();
                learned = whole
                        && (known.areAll(data.examples()) || (config.stopping().learnedLoss() > 0 && allLearned()));
            }
            if (steps < schedule.steps()) {
                tellProgress(steps);
            }
            return new TrainingResult(
                    optimization.current(),
                    steps,
                    epochLosses,
                    texts,
                    nanoseconds / 1e9,
                    learned && begun() < schedule.steps(),
                    skipped,
                    known.leftOut(),
                    limit.halvings(),
                    limit.tokens());
        }

        /** Where on the schedule the next epoch begins. */
        private long begun() {
            return (long) stepsOfWholeEpoch * epochs;
        }

        /** The optimizer steps of an epoch, each a list of passes. */
        private List<List<List<TrainingExample>>> epoch(List<TrainingExample> texts, Random order) {
            List<List<List<TrainingExample>>> steps = EpochSteps.of(
                    texts, TrainingExample::length, config.batches().batchSize(), limit.passes(), order);
            return Lists.partition(steps, config.batches().accumulatedBatches()).stream()
                    .map(accumulated ->
                            accumulated.stream().flatMap(List::stream).toList())
                    .toList();
        }

        /** Whether the steps sufficed for the whole epoch. */
        private boolean runEpoch() {
            long begun = begun();
            epochs++;
            List<List<List<TrainingExample>>> planned = epoch(known.leaveOut(data.examples()), random);
            double loss = 0;
            long targets = 0;
            int done = 0;
            for (List<List<TrainingExample>> passes : planned) {
                double place = begun + (double) stepsOfWholeEpoch * done / planned.size();
                if (place >= schedule.steps()) {
                    break;
                }
                Optimization.Slope slope = step(passes, place);
                // A step that was skipped has a loss to tell, unless it is the loss that overflowed.
                if (Double.isFinite(slope.loss())) {
                    loss += slope.loss() * slope.targets();
                    targets += slope.targets();
                }
                done++;
            }
            epochLosses.add(loss / targets);
            return done == planned.size();
        }

        private Optimization.Slope step(List<List<TrainingExample>> planned, double place) {
            long start = System.nanoTime();
            double rate = schedule.rate(place - skipped);
            Optimization.Slope slope = slope(planned);
            boolean finite = slope.isFinite();
            if (finite) {
                optimization.step(slope, rate);
            } else {
                skip(slope);
            }
            steps++;
            int seen = planned.stream().mapToInt(List::size).sum();
            texts += seen;
            nanoseconds += System.nanoTime() - start;
            if (finite) {
                listener.on(new EditEvent.Step(steps, epochs, slope.loss(), rate, slope.gradientNorm(), seen));
            }
            tellProgress(schedule.steps());
            return slope;
        }

        /** The slope of a step, in passes as small as memory asks for. */
        private Optimization.Slope slope(List<List<TrainingExample>> planned) {
            while (true) {
                List<List<TrainingExample>> passes = limit.within(planned);
                try {
                    Optimization.Slope slope = optimization.slope(passes, this::requireNotCancelled);
                    known.note(passes, slope.textLosses());
                    return slope;
                } catch (DeviceMemoryException e) {
                    limit.halve(passes, e);
                    listener.on(new EditEvent.PassesHalved(limit.halvings(), limit.tokens()));
                }
            }
        }

        /** Where the loss is not scaled, or has been scaled down for long, it is not the scale that makes it overflow. */
        private void skip(Optimization.Slope slope) {
            String found = "The loss is " + slope.loss() + " and the norm of its gradient " + slope.gradientNorm();
            if (!scaler.isDynamic()) {
                throw diverged(found);
            }
            if (scaler.overflowsInARow() == MAXIMUM_SKIPPED_IN_A_ROW) {
                throw diverged(found + ", also behind " + MAXIMUM_SKIPPED_IN_A_ROW
                        + " steps in a row that were skipped for it, at a loss scale of " + scaler.scale());
            }
            double scale = scaler.scale();
            optimization.skip();
            skipped++;
            listener.on(new EditEvent.StepSkipped(steps + 1, epochs, scale, scaler.overflowsInARow()));
        }

        private boolean allLearned() {
            TextScores scores = scoring.score(data.facts(), optimization.current(), scored -> requireNotCancelled());
            int learned = 0;
            for (TokenizedText fact : data.facts()) {
                TextScore score = scores.of(fact);
                if (!Double.isFinite(score.negativeLogLikelihood())) {
                    throw diverged("The loss of a fact is " + score.negativeLogLikelihood());
                }
                learned += score.isGreedy()
                                && score.negativeLogLikelihood()
                                        < config.stopping().learnedLoss()
                        ? 1
                        : 0;
            }
            listener.on(new EditEvent.Epoch(epochs, learned, data.facts().size()));
            return learned == data.facts().size();
        }

        private void requireNotCancelled() {
            if (cancellation.isCancelled()) {
                throw new EditCancelledException(
                        "The edit was cancelled after step " + steps + " of " + schedule.steps()
                                + ". The exception has the weights reached by then, if there was a step.",
                        steps == 0 ? null : adapters.apply(optimization.current()));
            }
        }

        /** The weights of the last step are those that fail, so the good ones are those before it. */
        private TrainingDivergedException diverged(String what) {
            return new TrainingDivergedException(
                    what + " after step " + steps + " of " + schedule.steps() + " at learning rate "
                            + config.schedule().learningRate()
                            + ". Lower the learning rate, or lengthen the warm-up. The exception"
                            + " has the weights before that step, if a step led to them.",
                    steps - skipped < 2 ? null : adapters.apply(optimization.previous()));
        }

        private void tellProgress(int total) {
            listener.on(new EditEvent.Progress(EditEvent.Phase.TRAINING, steps, total));
        }
    }
}
