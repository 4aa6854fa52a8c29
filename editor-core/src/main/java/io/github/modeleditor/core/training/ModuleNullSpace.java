package io.github.modeleditor.core.training;

import io.github.modeleditor.core.engine.TargetModule;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** {@link NullSpace} for one module. Used by one thread at a time. */
final class ModuleNullSpace {
    private final TargetModule module;
    private final int width;
    private final int rank;
    private final Random random;

    /** Of shape [inputs, rank], as A. */
    private final float[] made;

    ModuleNullSpace(TargetModule module, Random random) {
        this.module = module;
        this.random = random;
        width = module.inputs();
        rank = module.rank();
        made = new float[module.sizeOfA()];
    }

    /** Adds {@code K' R} of some keys, as they come: they are brought to length 1 here. */
    void mix(float[] keys) {
        int rows = keys.length / width;
        float[] factors = new float[rows * rank];
        for (int row = 0; row < rows; row++) {
            double length = Math.sqrt(width * meanSquare(keys, row * width, width));
            for (int i = row * rank; i < (row + 1) * rank; i++) {
                factors[i] = length > 0 ? (float) (random.nextGaussian() / length) : 0;
            }
        }
        RowProducts.addTransposedProduct(made, 0, keys, rows, width, factors, rank, 1);
    }

    /** Takes what is mixed nearer to where the rows of X give nothing. */
    void hold(float[] inputs) {
        int rows = inputs.length / width;
        float penalty = rows * medianSquare(inputs, rows);
        if (penalty > 0) {
            Ridge.subtractFit(inputs, rows, penalty, made, 0, width, rank);
        }
    }

    /**
     * Puts what is made in the place of A, but of ranks that act.
     *
     * @param values the weights of all modules
     * @param keys some of those that were mixed
     * @param response what they are answered with afterwards, beside what A answers them that is there
     */
    void write(float[] values, float[] keys, double response) {
        int[] fresh = IntStream.range(0, rank).filter(i -> !acts(i, values)).toArray();
        double now = answered(keys, made, 0, fresh);
        float factor = now > 0 ? (float) (response * answered(keys, values, module.offset(), fresh) / now) : 1;
        for (int row = 0; row < made.length; row += rank) {
            for (int i : fresh) {
                values[module.offset() + row + i] = factor * made[row + i];
            }
        }
    }

    private boolean acts(int which, float[] values) {
        int begin = module.offsetOfB() + which * module.outputs();
        return IntStream.range(begin, begin + module.outputs()).anyMatch(i -> values[i] != 0);
    }

    /** How long what some ranks of an A make of rows is, of all together. */
    private double answered(float[] rows, float[] a, int offset, int[] ranks) {
        float[] answers = RowProducts.product(rows, rows.length / width, a, offset, width, rank);
        double sum = 0;
        for (int row = 0; row < answers.length; row += rank) {
            for (int i : ranks) {
                sum += (double) answers[row + i] * answers[row + i];
            }
        }
        return Math.sqrt(sum);
    }

    /** The mean square of a row's numbers, of the row in the middle: a few tokens have numbers a thousand times as large as others. */
    private float medianSquare(float[] inputs, int rows) {
        double[] squares = IntStream.range(0, rows)
                .mapToDouble(row -> meanSquare(inputs, row * width, width))
                .toArray();
        Arrays.sort(squares);
        return (float) squares[rows / 2];
    }

    private static double meanSquare(float[] values, int start, int count) {
        double sum = 0;
        for (int i = start; i < start + count; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum / count;
    }
}
