package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Where an adapter attaches, and how its weights lie in one flat array: A and B of the first target module, then of the next.
 *
 * @param config rank, alpha and target modules
 * @param targetModules the projections, without gaps between their offsets
 */
public record LoraLayout(LoraConfig config, List<TargetModule> targetModules) {
    /** As many numbers as one buffer of native memory holds. */
    private static final int LARGEST = Integer.MAX_VALUE / Float.BYTES;

    public LoraLayout {
        targetModules = List.copyOf(targetModules);
    }

    /**
     * A projection before it has a place in the layout.
     *
     * @param path its module path
     * @param inputs the width of x; the vocabulary of an embedding
     * @param outputs the width of y
     * @param embedding whether x are token ids
     */
    public record Projection(String path, int inputs, int outputs, boolean embedding) {
        /**
         * A product with a matrix.
         *
         * @param path its module path
         * @param inputs the width of x
         * @param outputs the width of y
         */
        public Projection(String path, int inputs, int outputs) {
            this(path, inputs, outputs, false);
        }
    }

    /**
     * Lays out adapters for these projections, one after the other.
     *
     * @param config rank, alpha and target modules
     * @param projections what to attach to, in the order of the graph
     * @return the layout
     */
    public static LoraLayout of(LoraConfig config, List<Projection> projections) {
        return new LoraLayout(config, laidOut(projections, Collections.nCopies(projections.size(), config.rank())));
    }

    /**
     * Lays out an adapter that exists, whose ranks may differ.
     *
     * @param projections what it attaches to; at least one
     * @param ranks the inner width at each
     * @param alpha the scale's numerator over the largest rank
     * @return the layout; its configuration has the largest rank and names the last parts of the paths
     */
    public static LoraLayout of(List<Projection> projections, List<Integer> ranks, double alpha) {
        List<String> modules = projections.stream()
                .map(projection -> TargetModule.lastPart(projection.path()))
                .distinct()
                .toList();
        return new LoraLayout(new LoraConfig(Collections.max(ranks), alpha, modules), laidOut(projections, ranks));
    }

    private static List<TargetModule> laidOut(List<Projection> projections, List<Integer> ranks) {
        requireCountable(projections, ranks);
        List<TargetModule> targetModules = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < projections.size(); i++) {
            Projection projection = projections.get(i);
            TargetModule module = new TargetModule(
                    projection.path(),
                    projection.inputs(),
                    projection.outputs(),
                    ranks.get(i),
                    offset,
                    projection.embedding());
            targetModules.add(module);
            offset = Math.addExact(module.offsetOfB(), module.sizeOfB());
        }
        return targetModules;
    }

    /** One array holds all of an adapter, and one buffer of native memory each of its matrices. */
    private static void requireCountable(List<Projection> projections, List<Integer> ranks) {
        double size = 0;
        for (int i = 0; i < projections.size(); i++) {
            double widths =
                    (double) projections.get(i).inputs() + projections.get(i).outputs();
            size += widths * ranks.get(i);
        }
        if (size > LARGEST) {
            throw new InvalidConfigurationException(String.format(
                    Locale.ROOT,
                    "An adapter of rank %d at %d modules has %.3g numbers, and one may have %d. Choose a smaller rank or"
                            + " fewer target modules.",
                    Collections.max(ranks),
                    projections.size(),
                    size,
                    LARGEST));
        }
    }

    /**
     * How many numbers the adapter has.
     *
     * @return the number of elements of all A and B
     */
    public int size() {
        if (targetModules.isEmpty()) {
            return 0;
        }
        TargetModule last = targetModules.get(targetModules.size() - 1);
        return last.offsetOfB() + last.sizeOfB();
    }
}
