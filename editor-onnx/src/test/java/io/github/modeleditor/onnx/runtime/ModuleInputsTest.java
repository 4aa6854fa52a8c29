package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModuleInputsTest {
    static final List<String> MODELS = Fixtures.NAMES;

    private static final int RANK = 3;

    private static OnnxEngine open(String model) {
        return OnnxEngine.open(Fixtures.folder(model), Fixtures.device(), LoraConfig.rank(RANK));
    }

    private static List<float[][]> inputs(OnnxEngine engine, LoraLayout layout, TokenBatch... batches) {
        List<float[][]> inputs = new ArrayList<>();
        engine.moduleInputs(List.of(batches), layout, (batch, given) -> {
            assertThat(batch).isSameAs(batches[inputs.size()]);
            inputs.add(given);
        });
        return inputs;
    }

    /** An adapter on the head adds {@code scale x A B} to the logits, and only that: so x is what tells the difference. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void whatTheHeadIsGivenExplainsWhatAnAdapterThereAdds(String model) {
        TokenBatch batch = Fixtures.batch(Fixtures.golden(model));
        try (OnnxEngine engine = open(model)) {
            LoraLayout layout = engine.layout(LoraConfig.rank(RANK).withTargetModules("lm_head"));
            TargetModule head = layout.targetModules().get(0);
            LoraWeights weights = LoraWeights.zeros(layout);
            for (int i = 0; i < weights.values().length; i++) {
                weights.values()[i] = (float) Math.sin(i);
            }
            float[] x = inputs(engine, layout, batch).get(0)[0];
            assertThat(x).hasSize(batch.targets() * head.inputs());
            float[][] before = engine.logits(batch, null);
            float[][] after = engine.logits(batch, weights);
            for (int target = 0; target < batch.targets(); target++) {
                float[] added =
                        added(Arrays.copyOfRange(x, target * head.inputs(), (target + 1) * head.inputs()), weights);
                for (int token = 0; token < added.length; token++) {
                    assertThat(after[target][token] - before[target][token]).isCloseTo(added[token], within(1e-3f));
                }
            }
        }
    }

    private static float[] added(float[] x, LoraWeights weights) {
        TargetModule head = weights.layout().targetModules().get(0);
        float[] values = weights.values();
        double[] narrow = new double[RANK];
        for (int i = 0; i < x.length; i++) {
            for (int r = 0; r < RANK; r++) {
                narrow[r] += x[i] * values[head.offset() + i * RANK + r];
            }
        }
        float[] added = new float[head.outputs()];
        for (int token = 0; token < added.length; token++) {
            double sum = 0;
            for (int r = 0; r < RANK; r++) {
                sum += narrow[r] * values[head.offsetOfB() + r * head.outputs() + token];
            }
            added[token] = (float) (weights.layout().config().scale() * sum);
        }
        return added;
    }

    /** Rows of one text do not depend on those beside it, and every module has its own width. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void rowsAreThoseOfTheirText(String model) {
        List<int[]> texts = List.of(new int[] {5, 9, 2, 7, 1, 3}, new int[] {4, 8, 6, 2});
        try (OnnxEngine engine = open(model)) {
            LoraLayout layout = engine.layout(LoraConfig.rank(RANK).withTargetPattern(".*"));
            List<float[][]> inputs = inputs(
                    engine,
                    layout,
                    TokenBatch.targets(texts, new int[] {2, 2}, 0),
                    TokenBatch.targets(texts.subList(1, 2), new int[] {2}, 0));
            float[][] together = inputs.get(0);
            float[][] alone = inputs.get(1);
            for (int i = 0; i < together.length; i++) {
                TargetModule module = layout.targetModules().get(i);
                if (module.embedding()) {
                    assertThat(together[i]).as(module.path()).isEmpty();
                    continue;
                }
                assertThat(together[i]).as(module.path()).hasSize(6 * module.inputs());
                assertThat(Arrays.copyOfRange(together[i], 4 * module.inputs(), together[i].length))
                        .as(module.path())
                        .containsExactly(alone[i], within(1e-4f));
            }
        }
    }
}
