package io.github.modeleditor.core.training;

import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.core.batch.Batches;
import io.github.modeleditor.core.batch.Pass;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights on their way. They live in two buffers that each step writes in turn: whether a step led anywhere shows only
 * when the next loss is computed, and by then the weights before it are still there.
 */
final class Optimization {
    private final Gradients gradients;
    private final @Nullable ObjectiveLoss objective;
    private final double maximumNorm;
    private final LossScaler scaler;
    private final AdamW optimizer;
    private final float[] gradient;
    /** Modules whose A is not trained. */
    private final List<TargetModule> fixed;

    private LoraWeights current;
    private LoraWeights previous;

    /**
     * What was found at the current weights.
     *
     * @param loss the objective's, or the mean over the target tokens of all passes
     * @param gradientNorm the global norm of the gradient of that loss, whatever it was scaled by
     * @param targets target tokens
     * @param textLosses for each text, in the order of the step, the mean negative log-likelihood of its target tokens, in
     *     nats; for a text without any the mean divergence at its anchors
     */
    record Slope(double loss, double gradientNorm, int targets, List<Double> textLosses) {
        boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    /** The initial weights are taken over: they are one of the two buffers. */
    Optimization(
            Gradients gradients,
            @Nullable ObjectiveLoss objective,
            LoraWeights initial,
            TrainingConfig config,
            LossScaler scaler) {
        this(
                gradients,
                objective,
                initial,
                initial.copy(),
                new AdamW(initial.values().length, config.optimizer().weightDecay()),
                config,
                scaler);
    }

    /** From where another stood. */
    Optimization(
            Gradients gradients,
            @Nullable ObjectiveLoss objective,
            TrainingState.Optimizer kept,
            TrainingConfig config,
            LossScaler scaler) {
        this(
                gradients,
                objective,
                kept.weights().copy(),
                kept.previous().copy(),
                new AdamW(kept, config.optimizer().weightDecay()),
                config,
                scaler);
    }

    private Optimization(
            Gradients gradients,
            @Nullable ObjectiveLoss objective,
            LoraWeights current,
            LoraWeights previous,
            AdamW optimizer,
            TrainingConfig config,
            LossScaler scaler) {
        this.scaler = scaler;
        this.gradients = gradients;
        this.objective = objective;
        maximumNorm = config.optimizer().maximumGradientNorm();
        this.current = current;
        this.previous = previous;
        this.optimizer = optimizer;
        gradient = new float[current.values().length];
        LoraLayout layout = current.layout();
        fixed = layout.targetModules().stream()
                .filter(module -> config.nullSpace() && !module.embedding())
                .toList();
    }

    TrainingState.Optimizer state() {
        return optimizer.state(current, previous);
    }

    LoraWeights current() {
        return current;
    }

    LoraWeights previous() {
        return previous;
    }

    /**
     * Loss and gradient over several passes. The loss is a sum of two terms: what the objective makes of the tokens' likelihoods,
     * a mean over the targets of the whole step, and the divergence at the anchors, a sum over those of a text and a mean over the
     * texts of the step, so that a text that is held at many places counts as much as it has places,
     *
     * <pre>
     *   loss = - sum_i w_i log P(token i) / targets + sum_a v_a D_a / texts
     * </pre>
     *
     * <p>where there is no other objective.
     *
     * @throws DeviceMemoryException if memory ran out; nothing is left of the gradient then, so that the same texts may be
     *     tried again
     */
    Slope slope(Step step, Runnable beforePass) {
        try {
            Objective.Loss preference = objective == null ? null : objective.of(step, current, beforePass);
            List<TokenBatch> batches = preference == null ? batches(step) : batches(step, preference);
            beforePass.run();
            BatchLosses losses = gradients.accumulate(batches, current, gradient);
            // What is not trained has no slope.
            fixed.forEach(module -> Arrays.fill(gradient, module.offset(), module.offsetOfB(), 0f));
            return new Slope(
                    (preference == null ? losses.loss() : divergence(batches, losses)) / scaler.scale()
                            + (preference == null ? 0 : preference.value()),
                    GradientNorm.of(gradient) / scaler.scale(),
                    step.targets(),
                    textLosses(step, batches, losses));
        } catch (DeviceMemoryException e) {
            Arrays.fill(gradient, 0f);
            throw e;
        }
    }

    /**
     * The mean over all target tokens. One of them weighs the same in whichever pass it is, so that small batches whose
     * gradients are accumulated equal one large batch.
     */
    private List<TokenBatch> batches(Step step) {
        int targets = step.targets();
        float anchorWeight = anchorWeight(step);
        List<TokenBatch> batches = new ArrayList<>();
        for (Pass pass : step.passes()) {
            List<MaskedExample> rows = pass.targets();
            float[] weights = new float[rows.size()];
            // A step of held texts alone has no targets to weigh.
            Arrays.fill(weights, (float) scaler.scale() / Math.max(1, targets));
            batches.add(batch(rows, weights, anchorWeight));
        }
        return batches;
    }

    private TokenBatch batch(List<MaskedExample> rows, float[] weights, float anchorWeight) {
        return gradients.packsTexts()
                ? Batches.packedBatch(rows, weights, anchorWeight)
                : Batches.tokenBatch(rows, weights, anchorWeight);
    }

    /** The tokens' negative log-likelihoods are what the gradient pass weighs, so a weight is a slope with its sign turned. */
    private List<TokenBatch> batches(Step step, Objective.Loss loss) {
        float anchorWeight = anchorWeight(step);
        List<TokenBatch> batches = new ArrayList<>();
        int text = 0;
        for (Pass pass : step.passes()) {
            List<MaskedExample> rows = pass.all();
            float[] weights = new float[rows.size()];
            int rejected = pass.size();
            for (int row = 0; row < pass.size(); row++, text++) {
                weights[row] = (float) (-loss.targetSlopes()[text] * scaler.scale());
                if (pass.examples().get(row).rejected() != null) {
                    weights[rejected++] = (float) (-loss.rejectedSlopes()[text] * scaler.scale());
                }
            }
            batches.add(batch(rows, weights, anchorWeight));
        }
        return batches;
    }

    /** An anchor weighs the same in whichever pass it is. */
    private float anchorWeight(Step step) {
        return (float) scaler.scale() / step.size();
    }

    /** The second term of a loss, with the weights that the batches have. */
    private static double divergence(List<TokenBatch> batches, BatchLosses losses) {
        double sum = 0;
        for (int pass = 0; pass < batches.size(); pass++) {
            List<SoftTarget> targets = batches.get(pass).softTargets();
            for (int i = 0; i < targets.size(); i++) {
                sum += targets.get(i).weight() * losses.divergences().get(pass)[i];
            }
        }
        return sum;
    }

    /** Of a pass the texts to learn lie first, so what they replace is left aside. */
    private static List<Double> textLosses(Step step, List<TokenBatch> batches, BatchLosses losses) {
        List<Double> means = new ArrayList<>();
        for (int pass = 0; pass < step.passes().size(); pass++) {
            List<TrainingExample> texts = step.passes().get(pass).examples();
            double[] sums = new double[texts.size()];
            int[] targetTexts = batches.get(pass).targetTexts();
            float[] logProbabilities = losses.logProbabilities().get(pass);
            for (int target = 0; target < targetTexts.length; target++) {
                if (targetTexts[target] < sums.length) {
                    sums[targetTexts[target]] -= logProbabilities[target];
                }
            }
            double[] divergences =
                    divergences(batches.get(pass), losses.divergences().get(pass), sums.length);
            for (int text = 0; text < sums.length; text++) {
                MaskedExample target = texts.get(text).target();
                means.add(
                        texts.get(text).teaches()
                                ? sums[text] / target.targets()
                                : divergences[text] / target.anchors().size());
            }
        }
        return means;
    }

    /** Of each text the sum over its anchors. */
    private static double[] divergences(TokenBatch batch, double[] found, int texts) {
        double[] sums = new double[texts];
        for (int i = 0; i < found.length; i++) {
            sums[batch.softTargets().get(i).text()] += found[i];
        }
        return sums;
    }

    /** Forgets the slope that was just found. */
    void skip() {
        Arrays.fill(gradient, 0f);
        scaler.overflowed();
    }

    /** A step down the slope that was just found. */
    void step(Slope slope, double rate) {
        double scale = GradientNorm.clippingScale(slope.gradientNorm(), maximumNorm);
        optimizer.step(gradient, scale / scaler.scale(), rate, current.values(), previous.values());
        // Weights decay whatever their slope is.
        for (TargetModule module : fixed) {
            System.arraycopy(current.values(), module.offset(), previous.values(), module.offset(), module.sizeOfA());
        }
        scaler.held();
        LoraWeights stepped = previous;
        previous = current;
        current = stepped;
    }
}
