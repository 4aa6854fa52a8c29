package io.github.modeleditor.core.training;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.Passes;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One training, from the first step or a state to the last step. */
final class TrainingRun {
    /** From the first scale this leads to one of 2^-4, where no gradient overflows that is not infinite for itself. */
    private static final int MAXIMUM_SKIPPED_IN_A_ROW = 20;

    private final TrainingLoop loop;
    private final TrainingConfig config;
    private final Cancellation cancellation;
    private final EditListener listener;
    private final Optimization optimization;
    private final LossScaler scaler;
    private final @Nullable ObjectiveLoss objective;
    private final TrainingData data;
    private final TextPlaces places;
    private final ScoringPass scoring;
    private final CosineSchedule schedule;
    private final PassLimit limit;
    private final EpochPlan plan;

    private final KnownTexts known;
    private final StoredRandom random;
    private final List<Double> stepLosses = new ArrayList<>();
    private final List<Double> epochLosses = new ArrayList<>();
    /** The epoch under way; null between two. */
    private @Nullable EpochRun epoch;

    /** On the schedule, which may be between two steps. */
    private double place;

    private int epochs;
    private int steps;
    private int skipped;
    private long texts;
    private long nanoseconds;

    TrainingRun(TrainingLoop loop, Gradients gradients, LoraWeights initial, TrainingData data, ScoringPass scoring) {
        this.loop = loop;
        this.data = data;
        this.scoring = scoring;
        config = loop.config();
        cancellation = loop.cancellation();
        listener = loop.listener();
        scaler = loop.scaler();
        objective = loop.objective(scoring);
        places = new TextPlaces(data.examples());
        known = new KnownTexts(places, config.stopping().skippedLoss());
        random = Seeds.storedStream(config.seed(), "order of training texts");
        limit = new PassLimit(passes(gradients));
        optimization = new Optimization(gradients, objective, initial, config, scaler);
        plan = new EpochPlan(config.batches(), limit, data.examples());
        long planned = (long) plan.steps() * config.schedule().epochs();
        int total = Ints.saturatedCast(
                Math.min(planned, config.schedule().maximumSteps().orElse(Integer.MAX_VALUE)));
        schedule = CosineSchedule.of(
                total, config.schedule().warmupFraction(), config.schedule().learningRate() * plan.stride());
    }

    TrainingRun(TrainingLoop loop, Gradients gradients, TrainingState state, TrainingData data, ScoringPass scoring) {
        this.loop = loop;
        this.data = data;
        this.scoring = scoring;
        config = loop.config();
        cancellation = loop.cancellation();
        listener = loop.listener();
        scaler = loop.scaler().at(state.lossScale());
        objective = loop.objective(scoring);
        places = new TextPlaces(data.examples());
        known = new KnownTexts(places, config.stopping().skippedLoss(), state.texts());
        random = StoredRandom.at(state.texts().random());
        limit = new PassLimit(passes(gradients), state.texts());
        plan = new EpochPlan(config.batches(), limit, data.examples());
        if (plan.steps() != state.stepsOfWholeEpoch()) {
            throw new InvalidConfigurationException("The state of training has " + state.stepsOfWholeEpoch()
                    + " steps an epoch, and would go on with " + plan.steps()
                    + ". Go on with the batch size and the version that kept it, or begin anew.");
        }
        schedule = state.schedule();
        epoch = new EpochRun(state.epoch(), places.steps(state.epoch().remaining()));
        epochs = state.epoch().number();
        steps = state.totals().steps();
        skipped = state.totals().skipped();
        texts = state.totals().texts();
        nanoseconds = state.totals().nanoseconds();
        stepLosses.addAll(state.totals().stepLosses());
        epochLosses.addAll(state.totals().epochLosses());
        optimization = new Optimization(gradients, objective, state.optimizer(), config, scaler);
    }

    private Passes passes(Gradients gradients) {
        return new Passes(config.batches().tokensPerPass(), gradients.packsTexts(), gradients.concurrentPasses());
    }

    TrainingResult complete() {
        if (objective != null) {
            long start = System.nanoTime();
            objective.prepare(data.examples(), BatchLimits.of(config), this::requireNotCancelled);
            nanoseconds += System.nanoTime() - start;
        }
        boolean learned = false;
        tellProgress(schedule.steps());
        while (!learned && (epoch != null || begun() < schedule.steps())) {
            learned = runEpoch();
        }
        if (steps < schedule.steps()) {
            tellProgress(steps);
        }
        return new TrainingResult(
                optimization.current(),
                steps,
                stepLosses,
                epochLosses,
                texts,
                nanoseconds / 1e9,
                learned && place < schedule.steps(),
                skipped,
                known.leftOut(),
                limit.halvings(),
                limit.tokens());
    }

    /** Where on the schedule the next epoch begins. */
    private long begun() {
        return (long) plan.steps() * epochs;
    }

    /** Whether every fact is learned behind it. */
    private boolean runEpoch() {
        if (epoch == null) {
            epochs++;
            epoch = new EpochRun(plan.of(known.leaveOut(), random));
        }
        EpochRun running = epoch;
        boolean learned;
        try {
            learned = runSteps(running) || (running.isWhole() && (known.areAll() || (asksForFacts() && allLearned())));
        } catch (EditCancelledException cancelled) {
            // Nothing has changed since the last step, which was not cancelled yet when it was asked whether it is to
            // be kept.
            loop.checkpoint().after(steps, () -> state(running));
            throw cancelled;
        }
        epochLosses.add(running.meanLoss());
        epoch = null;
        return learned;
    }

    /** As many as the schedule has, or the epoch, or the facts take; whether they are learned before its end. */
    private boolean runSteps(EpochRun running) {
        long begun = (long) plan.steps() * (epochs - 1);
        place = begun + running.doneOf(plan.steps());
        while (!running.isWhole() && place < schedule.steps()) {
            // Before a step, not behind it, so that it is asked again where training goes on from a state.
            if (plan.isAroundAll()
                    && running.isBegun()
                    && asksForFacts()
                    && learned() == data.facts().size()) {
                tellEpoch(data.facts().size());
                return true;
            }
            running.add(step(running.next()));
            place = begun + running.doneOf(plan.steps());
            loop.checkpoint().after(steps, () -> state(running));
        }
        return false;
    }

    /** Where something returns, facts would not tell whether it did. */
    private boolean asksForFacts() {
        return config.stopping().learnedLoss() > 0 && !data.facts().isEmpty() && !places.returns();
    }

    private TrainingState state(EpochRun running) {
        return new TrainingState(
                TrainingState.fingerprint(optimization.current().layout(), data),
                optimization.state(),
                scaler.state(),
                schedule,
                plan.steps(),
                running.state(epochs, places),
                new TrainingState.Texts(
                        random.state(), known.places(), known.leftOut(), limit.tokens(), limit.halvings()),
                new TrainingState.Totals(steps, skipped, texts, nanoseconds, stepLosses, epochLosses));
    }

    private Optimization.Slope step(Step planned) {
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
        int seen = planned.size();
        texts += seen;
        nanoseconds += System.nanoTime() - start;
        if (finite) {
            stepLosses.add(slope.loss());
            listener.on(new EditEvent.Step(steps, epochs, slope.loss(), rate, slope.gradientNorm(), seen));
        }
        tellProgress(schedule.steps());
        return slope;
    }

    /** The slope of a step, in passes as small as memory asks for. */
    private Optimization.Slope slope(Step planned) {
        while (true) {
            Step passes = limit.within(planned);
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
        int learned = learned();
        tellEpoch(learned);
        return learned == data.facts().size();
    }

    private void tellEpoch(int learned) {
        listener.on(new EditEvent.Epoch(epochs, learned, data.facts().size()));
    }

    /** How many facts are. */
    private int learned() {
        TextScores scores = scoring.score(data.facts(), optimization.current(), scored -> requireNotCancelled());
        int learned = 0;
        for (TokenizedText fact : data.facts()) {
            TextScore score = scores.of(fact);
            if (!Double.isFinite(score.negativeLogLikelihood())) {
                throw diverged("The loss of a fact is " + score.negativeLogLikelihood());
            }
            learned += score.isGreedy()
                            && score.negativeLogLikelihood() < config.stopping().learnedLoss()
                    ? 1
                    : 0;
        }
        return learned;
    }

    private void requireNotCancelled() {
        if (cancellation.isCancelled()) {
            throw new EditCancelledException(
                    "The edit was cancelled after step " + steps + " of " + schedule.steps()
                            + ". The exception has the weights reached by then, if there was a step.",
                    steps == 0 ? null : loop.adapters().apply(optimization.current()));
        }
    }

    /** The weights of the last step are those that fail, so the good ones are those before it. */
    private TrainingDivergedException diverged(String what) {
        return new TrainingDivergedException(
                what + " after step " + steps + " of " + schedule.steps() + " at learning rate "
                        + config.schedule().learningRate()
                        + ". Lower the learning rate, or lengthen the warm-up. The exception"
                        + " has the weights before that step, if a step led to them.",
                steps - skipped < 2 ? null : loop.adapters().apply(optimization.previous()));
    }

    private void tellProgress(int total) {
        listener.on(new EditEvent.Progress(EditEvent.Phase.TRAINING, steps, total));
    }
}
