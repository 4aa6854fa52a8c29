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

    /** Adds {@code K' R} of some keys, which are brought to length 1 where they are: one may be a thousand times as long as others. */
    void mix(float[] keys) {
        int rows = keys.length / width;
        for (int row = 0; row < rows; row++) {
            bringToLengthOne(keys, row * width);
        }
        float[] factors = new float[rows * rank];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) random.nextGaussian();
        }
        RowProducts.addTransposedProduct(made, 0, keys, rows, width, factors, rank, 1);
    }

    private void bringToLengthOne(float[] keys, int start) {
        double length = Math.sqrt(width * meanSquare(keys, start, width));
        for (int i = start; i < start + width && length > 0; i++) {
            keys[i] = (float) (keys[i] / length);
        }
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
     * @param response what they are answered with, beside what a fresh A of LoRA answers rows of length 1
     */
    void write(float[] values, float[] keys, double response) {
        double answers = meanSquare(RowProducts.product(keys, keys.length / width, made, 0, width, rank));
        float factor = answers > 0 ? (float) (response * LoraInitialization.answer(width) / Math.sqrt(answers)) : 1;
        for (int i :
                IntStream.range(0, rank).filter(which -> !acts(which, values)).toArray()) {
            for (int at = i; at < made.length; at += rank) {
                values[module.offset() + at] = factor * made[at];
            }
        }
    }

    private boolean acts(int which, float[] values) {
        int begin = module.offsetOfB() + which * module.outputs();
        return IntStream.range(begin, begin + module.outputs()).anyMatch(i -> values[i] != 0);
    }

    /** The mean square of a row's numbers, of the row in the middle: a few tokens have numbers a thousand times as large as others. */
    private float medianSquare(float[] inputs, int rows) {
        double[] squares = IntStream.range(0, rows)
                .mapToDouble(row -> meanSquare(inputs, row * width, width))
                .toArray();
        Arrays.sort(squares);
        return (float) squares[rows / 2];
    }

    private static double meanSquare(float[] values) {
        return meanSquare(values, 0, values.length);
    }

    private static double meanSquare(float[] values, int start, int count) {
        double sum = 0;
        for (int i = start; i < start + count; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum / count;
    }
}
