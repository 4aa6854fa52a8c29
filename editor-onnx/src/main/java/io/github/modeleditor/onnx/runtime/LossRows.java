package io.github.modeleditor.onnx.runtime;

import com.google.common.primitives.Ints;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.graph.loss.TargetLoss;
import java.util.Arrays;
import java.util.List;

/**
 * What the loss is told of a batch: one row of logits for each target, then one for each soft target, and in each row as many
 * tokens as the longest list names. Rows that name fewer are filled up with tokens of no weight, distinct from theirs, as
 * before opset 16 a gradient could not be added up where a token came twice. Immutable as long as nobody writes into its arrays.
 *
 * @param width tokens of a row
 * @param positions of each row
 * @param ids tokens, row by row
 * @param weights of these tokens
 * @param named 1 for those that a soft target names, else 0
 * @param restWeights of each row
 * @param ceilings log-probabilities that tokens are not to exceed, as far as they have a weight
 * @param ceilingWeights of these; 0 for a token without a ceiling
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of training; never compared
record LossRows(
        int width,
        long[] positions,
        long[] ids,
        float[] weights,
        float[] named,
        float[] restWeights,
        float[] ceilings,
        float[] ceilingWeights) {
    static LossRows of(TokenBatch batch) {
        List<SoftTarget> soft = batch.softTargets();
        int targets = batch.targets();
        int rows = targets + soft.size();
        int width = soft.stream().mapToInt(LossRows::tokens).max().orElse(1);
        LossRows laidOut = new LossRows(
                width,
                Arrays.copyOf(batch.targetPositions(), rows),
                new long[rows * width],
                new float[rows * width],
                new float[rows * width],
                new float[rows],
                new float[rows * width],
                new float[rows * width]);
        for (int row = 0; row < targets; row++) {
            laidOut.ids[row * width] = batch.targetIds()[row];
            laidOut.weights[row * width] = batch.targetWeights()[row];
            laidOut.fill(row, 1);
        }
        for (int row = targets; row < rows; row++) {
            laidOut.put(row, soft.get(row - targets));
        }
        return laidOut;
    }

    private void put(int row, SoftTarget target) {
        TokenDistribution reference = target.reference();
        int count = reference.tokens().length;
        positions[row] = target.position();
        restWeights[row] = (float) (target.weight() * reference.rest());
        for (int i = 0; i < count; i++) {
            ids[row * width + i] = reference.tokens()[i];
            weights[row * width + i] = target.weight() * reference.probabilities()[i];
            named[row * width + i] = 1;
        }
        target.ceiling().ifPresent(ceiling -> put(row, target, ceiling));
        fill(row, tokens(target));
    }

    private void put(int row, SoftTarget target, Ceiling ceiling) {
        int place = row * width + placeOf(ceiling, target);
        ids[place] = ceiling.token();
        ceilings[place] = ceiling.logProbability();
        ceilingWeights[place] = target.weight() * ceiling.factor();
    }

    /** Among the tokens of the reference, or behind them. */
    private static int placeOf(Ceiling ceiling, SoftTarget target) {
        int named = Ints.indexOf(target.reference().tokens(), ceiling.token());
        return named < 0 ? target.reference().tokens().length : named;
    }

    private static int tokens(SoftTarget target) {
        return target.reference().tokens().length + (target.unnamedCeiling().isPresent() ? 1 : 0);
    }

    private void fill(int row, int count) {
        int start = row * width;
        long unused = 0;
        for (int i = start + count; i < start + width; i++, unused++) {
            while (contains(start, start + count, unused)) {
                unused++;
            }
            ids[i] = unused;
        }
    }

    private boolean contains(int from, int to, long id) {
        for (int i = from; i < to; i++) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }

    int rows() {
        return positions.length;
    }

    /** The first log-probability of each row of a target. */
    float[] ofTargets(float[] logProbabilities, TokenBatch batch) {
        float[] ofTargets = new float[batch.targets()];
        for (int row = 0; row < ofTargets.length; row++) {
            ofTargets[row] = logProbabilities[row * width];
        }
        return ofTargets;
    }

    /** How far the model is from each soft target, in nats: its divergence, and what exceeds its ceiling. */
    double[] divergences(float[] logProbabilities, TokenBatch batch) {
        double[] divergences = new double[batch.softTargets().size()];
        for (int i = 0; i < divergences.length; i++) {
            SoftTarget target = batch.softTargets().get(i);
            TokenDistribution reference = target.reference();
            int start = (batch.targets() + i) * width;
            divergences[i] = reference.divergence(
                            Arrays.copyOfRange(logProbabilities, start, start + reference.tokens().length),
                            TargetLoss.SMALLEST_REST)
                    + target.ceiling()
                            .map(ceiling -> ceiling.excess(logProbabilities[start + placeOf(ceiling, target)]))
                            .orElse(0.0);
        }
        return divergences;
    }
}
