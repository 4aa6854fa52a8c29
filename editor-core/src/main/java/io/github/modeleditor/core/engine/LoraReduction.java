package io.github.modeleditor.core.engine;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adapters of smaller ranks that do nearly the same as one. Of each module's product {@code A B} they keep what lies in the k leading
 * right singular directions, {@code (A B Q') Q} with orthonormal rows Q: by Eckart and Young no product of rank k is nearer.
 *
 * <p>Q comes by orthogonal iteration, {@code Q <- orth(Q B' (A'A) B)}, which needs no square matrix wider than the rank. Immutable and
 * thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/0909.4061">Finding structure with randomness, section 4.5</a>
 */
public final class LoraReduction {
    /** Directions that are still mixed then are nearly as strong as one another, so that it hardly matters which is kept. */
    private static final int ITERATIONS = 16;

    private final LoraWeights weights;
    /** A'A of each module, which is the same for all ranks, and small beside A and B in double precision. */
    private final List<Matrix> grams;

    /**
     * What can be brought to smaller ranks.
     *
     * @param weights of an adapter; whoever has them only reads them from now on
     */
    public LoraReduction(LoraWeights weights) {
        this.weights = weights;
        grams = weights.layout().targetModules().parallelStream()
                .map(this::a)
                .map(a -> a.transposed().times(a))
                .toList();
    }

    private Matrix a(TargetModule module) {
        return Matrix.of(weights.values(), module.offset(), module.inputs(), module.rank());
    }

    /**
     * The nearest weights of a rank.
     *
     * @param rank the largest rank of a module then; at least 1
     * @return new weights of the same scale; modules whose rank is not above it are as they were
     */
    public LoraWeights to(int rank) {
        LoraLayout layout = weights.layout();
        List<TargetModule> modules = layout.targetModules();
        List<Integer> ranks = modules.stream()
                .map(module -> Math.min(Math.min(rank, module.rank()), Math.min(module.inputs(), module.outputs())))
                .toList();
        LoraLayout smaller = LoraLayout.of(
                modules.stream().map(TargetModule::projection).toList(),
                ranks,
                layout.config().scale() * Collections.max(ranks));
        float[] values = new float[smaller.size()];
        // Each module has its own part of the array, so their order makes no difference.
        IntStream.range(0, modules.size())
                .parallel()
                .forEach(i -> reduce(
                        modules.get(i),
                        grams.get(i),
                        values,
                        smaller.targetModules().get(i)));
        return new LoraWeights(smaller, values);
    }

    private void reduce(TargetModule module, Matrix gram, float[] to, TargetModule place) {
        if (place.rank() == module.rank()) {
            System.arraycopy(weights.values(), module.offset(), to, place.offset(), place.sizeOfA() + place.sizeOfB());
            return;
        }
        Matrix b = Matrix.of(weights.values(), module.offsetOfB(), module.rank(), module.outputs());
        Matrix transposed = b.transposed();
        Matrix directions = Matrix.random(place.rank(), b.columns(), 0).orthonormalRows();
        for (int i = 0; i < ITERATIONS; i++) {
            directions = directions.times(transposed).times(gram).times(b).orthonormalRows();
        }
        // Its rows are the columns of the new A.
        Matrix columns = directions.times(transposed).times(a(module).transposed());
        for (int rank = 0; rank < place.rank(); rank++) {
            double factor = factor(module, columns.length(rank));
            for (int input = 0; input < module.inputs(); input++) {
                to[place.offset() + input * place.rank() + rank] =
                        (float) (factor * columns.values()[rank * module.inputs() + input]);
            }
            for (int output = 0; output < module.outputs(); output++) {
                int index = rank * module.outputs() + output;
                to[place.offsetOfB() + index] =
                        factor == 0 ? 0 : (float) (directions.values()[index] / factor);
            }
        }
    }

    /**
     * What a column of A is multiplied by, and the row of B divided: where training goes on from here, its steps act as on an adapter
     * that is new, of which A is uniform in {@code [-1/sqrt(in), 1/sqrt(in))}, or at an embedding B is standard normal.
     */
    private static double factor(TargetModule module, double length) {
        if (length == 0) {
            return 0;
        }
        return module.embedding() ? 1 / Math.sqrt(module.outputs()) : 1 / (Math.sqrt(3) * length);
    }
}
