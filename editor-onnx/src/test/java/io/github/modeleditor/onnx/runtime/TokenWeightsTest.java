package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.BatchLayout;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lora.TargetModules;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.export.LayoutProjections;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tokens count in gradients, one model's projections taking [rows, columns, width] and the other's [tokens, width]. */
class TokenWeightsTest {
    private static final int[] FIRST = {5, 9, 2, 7};
    private static final int[] SECOND = {3, 8, 1, 6, 4};

    /** Texts do not see one another, so without its tokens one might as well not count in the loss. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "gpt2-torchscript"})
    void aTextWhoseTokensCountNothingTeachesNothing(String model) {
        Gradients gradients = Gradients.of(model);
        TokenBatch both = batch();
        float[] ofFirst = new float[both.rows() * both.columns()];
        Arrays.fill(ofFirst, 0, FIRST.length, 1);
        assertClose(
                gradients.of(both.withTokenWeights(ofFirst)),
                gradients.of(both.withTargetWeights(new float[] {1, 1, 0, 0})),
                gradients.layout(),
                true);
    }

    /** A gradient is a sum over tokens; what goes back through a token to those before it stays as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "gpt2-torchscript"})
    void partsAddUpToTheWhole(String model) {
        Gradients gradients = Gradients.of(model);
        TokenBatch all = batch();
        float[] some = new float[all.rows() * all.columns()];
        float[] others = new float[some.length];
        for (int token = 0; token < some.length; token++) {
            some[token] = token % 3 == 1 ? 1 : 0.25f;
            others[token] = 1 - some[token];
        }
        float[] sum = gradients.of(all.withTokenWeights(some));
        float[] rest = gradients.of(all.withTokenWeights(others));
        for (int i = 0; i < sum.length; i++) {
            sum[i] += rest[i];
        }
        assertClose(sum, gradients.of(all), gradients.layout(), true);
    }

    /** A lookup and the head are not products of all tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "gpt2-torchscript"})
    void embeddingAndHeadLearnAsBefore(String model) {
        Gradients gradients = Gradients.of(model);
        TokenBatch all = batch();
        float[] none = new float[all.rows() * all.columns()];
        float[] found = gradients.of(all.withTokenWeights(none));
        assertClose(found, gradients.of(all), gradients.layout(), false);
        for (TargetModule module : gradients.layout().targetModules()) {
            if (isProductOfAllTokens(module)) {
                assertThat(Arrays.copyOfRange(found, module.offset(), module.offsetOfB() + module.sizeOfB()))
                        .as(module.path())
                        .containsOnly(0f);
            }
        }
    }

    private static boolean isProductOfAllTokens(TargetModule module) {
        return !module.embedding() && !TargetModule.lastPart(module.path()).equals("lm_head");
    }

    private static TokenBatch batch() {
        BatchLayout layout = new BatchLayout(2, SECOND.length);
        layout.text(0, 0, FIRST, FIRST.length).target(1, 7, 1).target(3, 4, 1);
        layout.text(1, 1, SECOND, SECOND.length).target(2, 6, 1).target(4, 2, 1);
        return layout.batch();
    }

    private static void assertClose(float[] found, float[] expected, LoraLayout layout, boolean ofProducts) {
        for (TargetModule module : layout.targetModules()) {
            if (isProductOfAllTokens(module) == ofProducts) {
                float largest = 0;
                for (int i = module.offset(); i < module.offsetOfB() + module.sizeOfB(); i++) {
                    largest = Math.max(largest, Math.abs(expected[i]));
                    assertThat(found[i]).as(module.path()).isCloseTo(expected[i], offset(1e-4f));
                }
                assertThat(largest).as(module.path()).isGreaterThan(1e-3f);
            }
        }
    }

    /** A model's gradients at the same random adapters. */
    private record Gradients(Decoder decoder, List<Projection> targets, LoraWeights weights) {
        static Gradients of(String model) {
            Decoder decoder = Decoder.of(
                    Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx"))));
            LoraConfig config = LoraConfig.rank(2).withTargetModules(targets(model));
            List<Projection> targets = Projections.select(TargetModules.of(decoder.graph(), decoder.head()), config);
            LoraLayout layout = LoraLayout.of(
                    config, targets.stream().map(LayoutProjections::of).toList());
            float[] values = new float[layout.size()];
            Random random = new Random(17);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * 0.3f;
            }
            return new Gradients(decoder, targets, new LoraWeights(layout, values));
        }

        private static String[] targets(String model) {
            return model.startsWith("llama")
                    ? new String[] {"q_proj", "down_proj", "embed_tokens", "lm_head"}
                    : new String[] {"c_attn", "c_fc", "wte", "lm_head"};
        }

        LoraLayout layout() {
            return weights.layout();
        }

        float[] of(TokenBatch batch) {
            float[] gradient = new float[weights.values().length];
            try (WeightTensors tensors = WeightTensors.map(decoder.graph());
                    TrainingSession training = TrainingSession.open(
                            TrainingGraph.of(decoder, targets, Precision.FLOAT32),
                            layout(),
                            tensors,
                            Device.cpu(1),
                            Recomputation.ELEMENTWISE)) {
                training.accumulate(List.of(batch), weights, gradient);
            }
            return gradient;
        }
    }
}
