package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All that ask feed adapters through the same buffers, in turns, and none of that is felt by a training. */
class SharedAdapterTest {
    private static final String MODEL = "llama-dynamo";

    private final TokenBatch batch = Fixtures.batch(Fixtures.golden(MODEL));

    @Test
    void trainingGoesOnAfterOtherAdaptersWereScored() {
        try (OnnxEngine engine = OnnxEngine.open(Fixtures.folder(MODEL), Fixtures.device(), LoraConfig.rank(4))) {
            LoraWeights trained = Fixtures.random(engine.layout(LoraConfig.rank(4)), 1);
            LoraWeights sameRank = Fixtures.random(trained.layout(), 2);
            LoraWeights otherRank = Fixtures.random(engine.layout(LoraConfig.rank(2)), 3);
            float[] expected = engine.score(batch, otherRank).logProbabilities();
            try (Gradients gradients = engine.gradients(trained.layout())) {
                float[] undisturbed = gradient(gradients, trained);
                assertThat(engine.score(batch, otherRank).logProbabilities()).isEqualTo(expected);
                assertThat(gradient(gradients, trained)).isEqualTo(undisturbed);
                engine.score(batch, sameRank);
                assertThat(gradient(gradients, trained)).isEqualTo(undisturbed);
            }
        }
    }

    private float[] gradient(Gradients gradients, LoraWeights weights) {
        float[] gradient = new float[weights.layout().size()];
        gradients.accumulate(List.of(batch), weights, gradient);
        return gradient;
    }
}
