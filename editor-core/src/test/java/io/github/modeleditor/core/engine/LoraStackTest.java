package io.github.modeleditor.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraLayout.Projection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoraStackTest {
    private static final Projection FIRST = new Projection("layers.0.up", 3, 4);
    private static final Projection SECOND = new Projection("layers.0.down", 4, 3);
    private static final Projection THIRD = new Projection("layers.1.up", 3, 4);

    private static LoraWeights random(LoraConfig config, long seed, Projection... projections) {
        LoraLayout layout = LoraLayout.of(config, List.of(projections));
        float[] values = new float[layout.size()];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new LoraWeights(layout, values);
    }

    @Test
    void actsAsTheSumOfBoth() {
        LoraWeights frozen = random(LoraConfig.rank(2).withAlpha(8), 1, FIRST, SECOND);
        LoraWeights own = random(LoraConfig.rank(3), 2, SECOND, THIRD);
        LoraWeights both = new LoraStack(frozen, own.layout()).with(own);
        LoraWeights sum = frozen.combinedWith(own);
        assertThat(both.layout().config().scale()).isEqualTo(2);
        assertThat(folded(both)).isEqualTo(folded(sum));
        assertThat(both.layout().targetModules()).isEqualTo(sum.layout().targetModules());
    }

    @Test
    void onlyItsOwnGradientIsSeen() {
        LoraWeights frozen = random(LoraConfig.rank(2), 1, FIRST, SECOND);
        LoraWeights own = random(LoraConfig.rank(3), 2, SECOND, THIRD);
        LoraStack stack = new LoraStack(frozen, own.layout());
        // A gradient that is where the weights are: what is read of it is the weights.
        float[] gradient = new float[own.values().length];
        stack.addGradient(stack.with(own).values(), gradient);
        assertThat(gradient).isEqualTo(own.values());
        stack.addGradient(stack.with(own).values(), gradient);
        assertThat(gradient[5]).isEqualTo(2 * own.values()[5]);
    }

    @Test
    void whatIsTrainedIsBroughtUpToDateAndNothingElse() {
        LoraWeights frozen = random(LoraConfig.rank(2), 1, FIRST, SECOND);
        LoraWeights own = random(LoraConfig.rank(3), 2, SECOND, THIRD);
        LoraWeights other = random(LoraConfig.rank(3), 3, SECOND, THIRD);
        LoraStack stack = new LoraStack(frozen, own.layout());
        LoraWeights both = stack.with(own);
        stack.put(other, both);
        assertThat(both.values()).isEqualTo(stack.with(other).values());
    }

    /** With the scale in B. */
    private static float[] folded(LoraWeights weights) {
        float[] values = weights.values().clone();
        for (TargetModule module : weights.layout().targetModules()) {
            for (int i = 0; i < module.sizeOfB(); i++) {
                values[module.offsetOfB() + i] *=
                        (float) weights.layout().config().scale();
            }
        }
        return values;
    }
}
