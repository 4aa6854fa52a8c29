package io.github.modeleditor.core.training;

import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where an adapter begins that hardly responds to the texts which are to stay as they are. With the rows X that a module is given at n
 * of their tokens, and the A that was drawn, it begins with
 *
 * <pre>
 *   A' = argmin |X A'|^2 / n + lambda |A' - A|^2
 * </pre>
 *
 * where lambda is what a row has in the median for each of its inputs. So in a direction in which those texts vary as much as in any
 * other half of A is left, and of one in which all texts are alike next to nothing; what is particular to a fact still passes. B alone
 * is trained then ({@link TrainingConfig#nullSpace()}), and A is made longer for it. A rank that acts already keeps its A.
 *
 * <p>A soft bound needs no rank to be chosen. Used by one thread.
 *
 * @see <a href="https://arxiv.org/abs/2410.02355">AlphaEdit, section 3.2, which takes such directions away as a whole</a>
 */
public final class NullSpace {
    /** More say little more of what texts have in common, and the time grows with their square. */
    private static final int MOST_TOKENS = 1024;

    /** Of all modules together, 256 MB. */
    private static final long MOST_INPUTS = 1L << 26;

    /** A step of B moves the model by as much as A is long, and what is left of A is short; so it is made longer. */
    private static final float GAIN = 8;

    private final Engine engine;

    /**
     * A null space of an engine.
     *
     * @param engine the open model
     */
    public NullSpace(Engine engine) {
        this.engine = engine;
    }

    /**
     * Brings A of each module nearer to the null space of what is held.
     *
     * @param drawn weights of which some ranks, mostly all, are fresh, so that their B is nothing; not changed
     * @param examples training texts, of which those with nothing to learn count
     * @param seed where the randomness of which of them are looked at comes from
     * @return new weights of the same layout; empty where nothing is held
     */
    public Optional<LoraWeights> of(LoraWeights drawn, List<TrainingExample> examples, long seed) {
        LoraLayout layout = drawn.layout();
        List<int[]> texts = texts(examples, tokens(layout), seed);
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        int[] starts = new int[texts.size()];
        // From the first token on: it is like no other, all texts' attention rests on it, and a longer A would move it
        // first.
        Arrays.fill(starts, 1);
        float[][] inputs = engine.moduleInputs(TokenBatch.targets(texts, starts, 0), layout);
        LoraWeights changed = drawn.copy();
        IntStream.range(0, inputs.length)
                .parallel()
                .forEach(i -> bring(layout.targetModules().get(i), inputs[i], changed.values()));
        return Optional.of(changed);
    }

    private static int tokens(LoraLayout layout) {
        long inputs = layout.targetModules().stream()
                .filter(module -> !module.embedding())
                .mapToLong(TargetModule::inputs)
                .sum();
        return (int) Math.min(MOST_TOKENS, MOST_INPUTS / Math.max(1, inputs));
    }

    /** Texts that are held, each with a token behind those that are looked at. */
    private static List<int[]> texts(List<TrainingExample> examples, int tokens, long seed) {
        List<int[]> held = new ArrayList<>();
        for (TrainingExample example : examples) {
            MaskedExample text = example.target();
            if (!example.teaches()) {
                held.add(Arrays.copyOf(text.text().tokens(), text.inputs() + 1));
            }
        }
        Collections.shuffle(held, Seeds.stream(seed, "texts of the null space"));
        List<int[]> chosen = new ArrayList<>();
        int left = tokens;
        for (int[] text : held) {
            if (left < 1) {
                break;
            }
            int[] fitting = Arrays.copyOf(text, Math.min(text.length, left + 1));
            chosen.add(fitting);
            left -= fitting.length - 1;
        }
        return chosen;
    }

    private static void bring(TargetModule module, float[] inputs, float[] values) {
        int rows = inputs.length / module.inputs();
        if (rows == 0) {
            return;
        }
        float penalty = rows * medianSquare(inputs, rows, module.inputs());
        float[] before = Arrays.copyOfRange(values, module.offset(), module.offsetOfB());
        if (penalty > 0) {
            Ridge.subtractFit(inputs, rows, penalty, values, module.offset(), module.inputs(), module.rank());
        }
        for (int rank = 0; rank < module.rank(); rank++) {
            boolean acts = acts(module, rank, values);
            for (int i = rank; i < before.length; i += module.rank()) {
                values[module.offset() + i] = acts ? before[i] : GAIN * values[module.offset() + i];
            }
        }
    }

    private static boolean acts(TargetModule module, int rank, float[] values) {
        int begin = module.offsetOfB() + rank * module.outputs();
        return IntStream.range(begin, begin + module.outputs()).anyMatch(i -> values[i] != 0);
    }

    /** The mean square of a row's numbers, of the row in the middle: a few tokens have numbers a thousand times as large as others. */
    private static float medianSquare(float[] inputs, int rows, int width) {
        float[] squares = new float[rows];
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                sum += (double) inputs[i] * inputs[i];
            }
            squares[row] = (float) (sum / width);
        }
        Arrays.sort(squares);
        return squares[rows / 2];
    }
}
