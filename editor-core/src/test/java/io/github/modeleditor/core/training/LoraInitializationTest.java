package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraLayout.Projection;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoraInitializationTest {
    private static final Projection QUERY = new Projection("layers.0.q_proj", 400, 30);
    private static final Projection UP = new Projection("layers.0.up_proj", 100, 50);

    @Test
    void drawsAUniformlyAndLeavesBZero() {
        LoraWeights weights = LoraInitialization.of(layout(QUERY, UP), 1);
        for (TargetModule module : weights.layout().targetModules()) {
            double bound = 1 / Math.sqrt(module.inputs());
            float[] a = matrixA(weights, module);
            assertThat(Floats.asList(a)).doesNotContain(0f).allSatisfy(value -> assertThat(value.doubleValue())
                    .isBetween(-bound, bound));
            // The variance of a uniform distribution is bound^2 / 3; its estimate is within a few percent.
            double variance = IntStream.range(0, a.length)
                    .mapToDouble(i -> a[i] * (double) a[i])
                    .average()
                    .orElseThrow();
            assertThat(variance).isCloseTo(bound * bound / 3, within(0.1 * bound * bound / 3));
            assertThat(Arrays.copyOfRange(weights.values(), module.offsetOfB(), module.offsetOfB() + module.sizeOfB()))
                    .containsOnly(0);
        }
    }

    @Test
    void ofAnEmbeddingADrawsNothingAndBTheStandardNormal() {
        LoraWeights weights = LoraInitialization.of(layout(new Projection("embed_tokens", 50, 1000, true)), 1);
        TargetModule module = weights.layout().targetModules().get(0);
        assertThat(matrixA(weights, module)).containsOnly(0);
        float[] b = Arrays.copyOfRange(weights.values(), module.offsetOfB(), module.offsetOfB() + module.sizeOfB());
        double mean =
                IntStream.range(0, b.length).mapToDouble(i -> b[i]).average().orElseThrow();
        double square = IntStream.range(0, b.length)
                .mapToDouble(i -> b[i] * (double) b[i])
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0, within(0.05));
        assertThat(square).isCloseTo(1, within(0.05));
    }

    @Test
    void freshRanksChangeNothingBesideWhatIsThere() {
        LoraWeights start = LoraInitialization.of(layout(QUERY, UP), 1);
        Arrays.fill(start.values(), 0.5f);
        int rank = start.layout().config().rank();
        LoraWeights wider = LoraInitialization.beside(start, rank + 3, 2);
        assertThat(wider.layout().config().scale())
                .isEqualTo(start.layout().config().scale());
        for (int i = 0; i < 2; i++) {
            TargetModule before = start.layout().targetModules().get(i);
            TargetModule module = wider.layout().targetModules().get(i);
            assertThat(module.rank()).isEqualTo(rank + 3);
            float[] a = matrixA(wider, module);
            for (int row = 0; row < module.inputs(); row++) {
                assertThat(Arrays.copyOfRange(a, row * module.rank(), row * module.rank() + rank))
                        .containsOnly(0.5f);
                assertThat(Arrays.copyOfRange(a, row * module.rank() + rank, (row + 1) * module.rank()))
                        .doesNotContain(0f, 0.5f);
            }
            int behind = module.offsetOfB() + before.sizeOfB();
            assertThat(Arrays.copyOfRange(wider.values(), module.offsetOfB(), behind))
                    .containsOnly(0.5f);
            assertThat(Arrays.copyOfRange(wider.values(), behind, module.offsetOfB() + module.sizeOfB()))
                    .containsOnly(0f);
        }
        assertThat(LoraInitialization.beside(start, rank, 2).values()).isEqualTo(start.values());
    }

    @Test
    void aTargetsWeightsDependOnItsPathAndTheSeedAlone() {
        LoraWeights both = LoraInitialization.of(layout(QUERY, UP), 1);
        LoraWeights alone = LoraInitialization.of(layout(UP), 1);
        float[] a = matrixA(alone, alone.layout().targetModules().get(0));
        assertThat(matrixA(both, both.layout().targetModules().get(1))).isEqualTo(a);
        LoraWeights reseeded = LoraInitialization.of(layout(UP), 2);
        assertThat(matrixA(reseeded, reseeded.layout().targetModules().get(0))).isNotEqualTo(a);
        LoraWeights renamed = LoraInitialization.of(layout(new Projection("layers.1.up_proj", 100, 50)), 1);
        assertThat(matrixA(renamed, renamed.layout().targetModules().get(0))).isNotEqualTo(a);
    }

    private static LoraLayout layout(Projection... projections) {
        return LoraLayout.of(LoraConfig.rank(8), List.of(projections));
    }

    private static float[] matrixA(LoraWeights weights, TargetModule module) {
        return Arrays.copyOfRange(weights.values(), module.offset(), module.offsetOfB());
    }
}
