package io.github.modeleditor.core.training;

import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.Batches;
import io.github.modeleditor.core.batch.Pass;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An objective applied to steps. What the unedited model makes of the texts is found once. */
final class ObjectiveLoss {
    private final Objective objective;
    private final ScoringPass scoring;
    private final IdentityHashMap<MaskedExample, Double> unedited = new IdentityHashMap<>();

    ObjectiveLoss(Objective objective, ScoringPass scoring) {
        this.objective = objective;
        this.scoring = scoring;
    }

    /** Asks the unedited model for all texts there will be; to be called once, before the first step. */
    void prepare(List<TrainingExample> examples, BatchLimits limits, Runnable beforePass) {
        List<Pass> passes = Batches.byLength(teaching(examples), TrainingExample::length, limits).stream()
                .map(Pass::new)
                .toList();
        unedited.putAll(logLikelihoods(passes, null, beforePass));
    }

    /** The objective's loss of a step, one slope for each text in the order of the passes. */
    Objective.Loss of(Step step, LoraWeights weights, Runnable beforePass) {
        List<TrainingExample> teaching = teaching(step.examples());
        List<Pass> passes = step.passes().stream()
                .map(pass -> teaching(pass.examples()))
                .filter(pass -> !pass.isEmpty())
                .map(Pass::new)
                .toList();
        IdentityHashMap<MaskedExample, Double> current = logLikelihoods(passes, weights, beforePass);
        List<Objective.Text> texts = teaching.stream()
                .map(example -> new Objective.Text(
                        likelihood(example.target(), current),
                        Optional.ofNullable(example.rejected()).map(rejected -> likelihood(rejected, current))))
                .toList();
        return texts.isEmpty() ? none(step.size()) : spread(objective.of(texts), step.examples());
    }

    /** What has nothing to learn has no likelihood to speak of. */
    private static List<TrainingExample> teaching(List<TrainingExample> examples) {
        return examples.stream().filter(TrainingExample::teaches).toList();
    }

    private static Objective.Loss none(int texts) {
        return new Objective.Loss(0, new double[texts], new double[texts]);
    }

    /** The slopes of those that teach, among all texts. */
    private static Objective.Loss spread(Objective.Loss loss, List<TrainingExample> examples) {
        Objective.Loss spread =
                new Objective.Loss(loss.value(), new double[examples.size()], new double[examples.size()]);
        int taught = 0;
        for (int text = 0; text < examples.size(); text++) {
            if (examples.get(text).teaches()) {
                spread.targetSlopes()[text] = loss.targetSlopes()[taught];
                spread.rejectedSlopes()[text] = loss.rejectedSlopes()[taught++];
            }
        }
        return spread;
    }

    private IdentityHashMap<MaskedExample, Double> logLikelihoods(
            List<Pass> passes, @Nullable LoraWeights weights, Runnable beforePass) {
        // By identity: comparing the masks of thousands of texts would cost more than it saves.
        IdentityHashMap<MaskedExample, Double> found = new IdentityHashMap<>();
        for (Pass pass : passes) {
            beforePass.run();
            List<MaskedExample> rows = pass.all();
            double[] sums = scoring.logLikelihoods(rows, weights);
            for (int row = 0; row < sums.length; row++) {
                found.put(rows.get(row), sums[row]);
            }
        }
        return found;
    }

    private Objective.Likelihood likelihood(MaskedExample example, IdentityHashMap<MaskedExample, Double> current) {
        return new Objective.Likelihood(
                example.targets(),
                Objects.requireNonNull(current.get(example)),
                Objects.requireNonNull(unedited.get(example)));
    }
}
