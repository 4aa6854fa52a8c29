package io.github.modeleditor.core.training;

import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The weights training starts from: A uniform in {@code [-1/sqrt(in), 1/sqrt(in))}, B zero, so that the adapter changes
 * nothing yet. On an embedding it is the other way round, as in PEFT: A zero, B from the standard normal distribution.
 *
 * <p>The bound is that of {@code kaiming_uniform(a = sqrt(5))}, which PEFT takes: {@code sqrt(6 / ((1 + a^2) in))}.
 *
 * @see <a href="https://arxiv.org/abs/2106.09685">LoRA: Low-Rank Adaptation of Large Language Models, section 4.1</a>
 */
public final class LoraInitialization {
    private LoraInitialization() {}

    /**
     * Fresh weights. Each module draws from a stream of its own, named by its path: its A does not change when other
     * modules come or go.
     *
     * @param layout where the adapter attaches
     * @param seed what the randomness comes from
     * @return the weights
     */
    public static LoraWeights of(LoraLayout layout, long seed) {
        float[] values = new float[layout.size()];
        for (TargetModule module : layout.targetModules()) {
            Random random = Seeds.stream(seed, module.path());
            if (module.embedding()) {
                for (int i = module.offsetOfB(); i < module.offsetOfB() + module.sizeOfB(); i++) {
                    values[i] = (float) random.nextGaussian();
                }
                continue;
            }
            float bound = (float) bound(module.inputs());
            for (int i = module.offset(); i < module.offsetOfB(); i++) {
                values[i] = bound * (2 * random.nextFloat() - 1);
            }
        }
        return new LoraWeights(layout, values);
    }

    /** The root mean square of what a fresh A answers a row of length 1 with, that of a uniform distribution between the bounds. */
    static double answer(int inputs) {
        return bound(inputs) / Math.sqrt(3);
    }

    private static double bound(int inputs) {
        return 1 / Math.sqrt(inputs);
    }

    /**
     * Weights that do what others do, with fresh ranks beside them, which change nothing yet.
     *
     * @param start where training goes on from
     * @param rank the rank of every module then, where it was smaller
     * @param seed what the randomness comes from
     * @return new weights of the same scale
     */
    public static LoraWeights beside(LoraWeights start, int rank, long seed) {
        LoraLayout layout = start.layout();
        List<TargetModule> narrow = layout.targetModules().stream()
                .filter(module -> module.rank() < rank)
                .toList();
        if (narrow.isEmpty()) {
            return start.copy();
        }
        List<Integer> ranks =
                narrow.stream().map(module -> rank - module.rank()).toList();
        double scale = layout.config().scale();
        LoraLayout fresh = LoraLayout.of(
                narrow.stream().map(TargetModule::projection).toList(), ranks, scale * Collections.max(ranks));
        return start.combinedWith(of(fresh, seed), scale);
    }
}
