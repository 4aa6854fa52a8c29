package io.github.modeleditor.core.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToyEngineTest {
    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.of("Paris", "Rome"), 7);
    private final TokenBatch batch = new TokenBatch(
                    2,
                    4,
                    new long[] {0, 5, 9, 258, 0, 259, 0, 0},
                    new int[] {4, 2},
                    new long[] {1, 2, 4},
                    new long[] {9, 258, 259},
                    new float[] {0.5f, 1, 2})
            .withSoftTargets(List.of(
                    new SoftTarget(1, 0, new TokenDistribution(new int[] {4, 258}, new float[] {0.5f, 0.2f}), 3),
                    new SoftTarget(
                            5,
                            1,
                            new TokenDistribution(new int[] {7}, new float[] {1}),
                            0.5f,
                            Optional.of(new Ceiling(3, -9, 2)))));

    @Test
    void gradientEqualsTheDirectionalDerivative() {
        LoraWeights weights = randomWeights(1);
        float[] gradient = new float[weights.values().length];
        float[] direction = randomWeights(2).values();
        double step = 1e-3;
        try (Gradients gradients = engine.gradients(weights.layout())) {
            gradients.accumulate(List.of(batch), weights, gradient);
            double above = gradients
                    .accumulate(List.of(batch), moved(weights, direction, step), gradient.clone())
                    .loss();
            double below = gradients
                    .accumulate(List.of(batch), moved(weights, direction, -step), gradient.clone())
                    .loss();
            double slope = 0;
            for (int i = 0; i < gradient.length; i++) {
                slope += gradient[i] * direction[i];
            }
            assertThat((above - below) / (2 * step)).isCloseTo(slope, within(1e-3 * Math.abs(slope)));
        }
    }

    @Test
    void lossIsTheWeightedSumOfTheScoresAndDivergences() {
        LoraWeights weights = randomWeights(3);
        float[] logProbabilities = engine.score(batch, weights).logProbabilities();
        try (Gradients gradients = engine.gradients(weights.layout())) {
            BatchLosses losses = gradients.accumulate(List.of(batch), weights, new float[weights.values().length]);
            double[] divergences = losses.divergences().get(0);
            assertThat(divergences).hasSize(2).doesNotContain(0);
            assertThat(losses.loss())
                    .isCloseTo(
                            -0.5 * logProbabilities[0]
                                    - logProbabilities[1]
                                    - 2 * logProbabilities[2]
                                    + 3 * divergences[0]
                                    + 0.5 * divergences[1],
                            within(1e-5));
        }
    }

    @Test
    void adapterSurvivesItsFile(@TempDir Path folder) {
        LoraWeights weights = randomWeights(4);
        Path file = folder.resolve("toy.adapter");
        engine.adapterWriter()
                .write(file, AdapterFormat.ONNX, weights, engine.description().fingerprint());
        assertThat(engine.readAdapter(file).values()).isEqualTo(weights.values());
    }

    private LoraWeights randomWeights(long seed) {
        Random random = new Random(seed);
        LoraWeights weights = new LoraWeights(
                engine.layout(LoraConfig.rank(4)),
                new float[engine.layout(LoraConfig.rank(4)).size()]);
        for (int i = 0; i < weights.values().length; i++) {
            weights.values()[i] = (float) (0.1 * random.nextGaussian());
        }
        return weights;
    }

    private static LoraWeights moved(LoraWeights weights, float[] direction, double step) {
        LoraWeights result = weights.copy();
        for (int i = 0; i < direction.length; i++) {
            result.values()[i] += (float) (step * direction[i]);
        }
        return result;
    }
}
