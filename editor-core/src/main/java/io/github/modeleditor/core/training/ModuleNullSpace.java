package io.github.modeleditor.core.training;

import com.google.common.primitives.Doubles;
import io.github.modeleditor.core.engine.TargetModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** {@link NullSpace} for one module. Used by one thread at a time. */
final class ModuleNullSpace {
    private static final int MEASURED_KEYS = 64;

    private final TargetModule module;
    private final int width;
    private final int rank;
    private final Random random;

    /** Of shape [inputs, rank], as A. */
    private final float[][] made;

    /** One key of so many is measured by. */
    private final int stride;

    /** Of length 1 but for the root of what they weigh. */
    private final List<float[]> measured = new ArrayList<>();

    private final Ridge held;

    /** What each row of X has in the mean for each of its inputs. */
    private final List<double[]> squares = new ArrayList<>();

    private double measuredWeight;
    private int mixed;

    /**
     * The null space of a module.
     *
     * @param keys that will be mixed
     * @param rows of X that will be held
     */
    ModuleNullSpace(TargetModule module, int keys, int rows, Random random) {
        this.module = module;
        this.random = random;
        stride = 1 + (keys - 1) / MEASURED_KEYS;
        width = module.inputs();
        rank = module.rank();
        made = new float[width][rank];
        held = new Ridge(width, rows);
    }

    /**
     * Adds {@code K' R} of some keys, as if each were of length 1: one may be a thousand times as long as others.
     *
     * @param keys row by row
     * @param weights how often each of them is there
     */
    void mix(float[] keys, float[] weights) {
        float[][] rows = RowProducts.rows(keys, width);
        float[][] factors = new float[rows.length][rank];
        for (int row = 0; row < rows.length; row++) {
            double length = Math.sqrt(width * RowProducts.meanSquare(rows[row], 0, width));
            float factor = length > 0 ? (float) (Math.sqrt(weights[row]) / length) : 0;
            for (int i = 0; i < rank; i++) {
                factors[row][i] = factor * (float) random.nextGaussian();
            }
            if (mixed++ % stride == 0) {
                measured.add(scaled(rows[row], factor));
                measuredWeight += weights[row];
            }
        }
        RowProducts.addTransposedProduct(made, rows, factors, 1);
    }

    private static float[] scaled(float[] key, float factor) {
        float[] scaled = new float[key.length];
        for (int i = 0; i < key.length; i++) {
            scaled[i] = key[i] * factor;
        }
        return scaled;
    }

    /**
     * Adds rows of X.
     *
     * @param inputs row by row
     */
    void hold(float[] inputs) {
        held.add(RowProducts.rows(inputs, width));
        squares.add(RowProducts.meanSquares(inputs, inputs.length / width));
    }

    /**
     * Takes what is mixed nearer to where the rows of X give nothing, and puts it in the place of A, but of ranks that act.
     *
     * @param values the weights of all modules
     * @param penalty lambda, beside what the row of X in the middle has in the mean for each of its inputs
     * @param response what keys are answered with, beside what a fresh A of LoRA answers rows of length 1
     */
    void write(float[] values, double penalty, double response) {
        leaveOutWhatIsHeld(penalty);
        double answer = answer();
        float factor = answer > 0 ? (float) (response * LoraInitialization.answer(width) / answer) : 1;
        for (int i :
                IntStream.range(0, rank).filter(which -> !acts(which, values)).toArray()) {
            for (int input = 0; input < width; input++) {
                values[module.offset() + input * rank + i] = factor * made[input][i];
            }
        }
    }

    private void leaveOutWhatIsHeld(double penalty) {
        double[] ofRows = Doubles.concat(squares.toArray(double[][]::new));
        // Of the row in the middle: a few tokens have numbers a thousand times as large as others.
        float ofAll = (float) (penalty * ofRows.length * RowProducts.middle(ofRows));
        if (ofAll > 0) {
            held.subtractFit(ofAll, made);
        }
    }

    /** The root mean square of what keys are answered with by what is made. */
    private double answer() {
        double sum = 0;
        for (float[] answered : RowProducts.product(measured.toArray(float[][]::new), made)) {
            sum += RowProducts.meanSquare(answered, 0, rank);
        }
        return Math.sqrt(sum / measuredWeight);
    }

    private boolean acts(int which, float[] values) {
        int begin = module.offsetOfB() + which * module.outputs();
        return IntStream.range(begin, begin + module.outputs()).anyMatch(i -> values[i] != 0);
    }
}
