package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lora.TargetModules;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.export.LayoutProjections;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters on embedding and head against PyTorch autograd; the head of one model has the embedding's weights. */
class TargetGradientTest {
    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "gpt2-torchscript"})
    void gradientsEqualAutograd(String model) {
        Safetensors golden = Safetensors.read(Fixtures.folder(model).resolve("golden_targets.safetensors"));
        TokenBatch batch = Fixtures.batch(Fixtures.golden(model));
        Decoder decoder = decoder(Fixtures.folder(model).resolve("model.onnx"));
        List<Projection> all = TargetModules.of(decoder.graph(), decoder.head());
        List<String> paths = golden.names("lora_A:").stream()
                .map(name -> name.substring("lora_A:".length()))
                .toList();
        int rank = golden.shape(golden.names("lora_A:").get(0))[1];
        LoraConfig config = LoraConfig.rank(rank).withAlpha(rank).withTargetModules(paths.toArray(String[]::new));
        List<Projection> targets = Projections.select(all, config);
        assertThat(targets).hasSize(3);
        LoraLayout layout = LoraLayout.of(
                config, targets.stream().map(LayoutProjections::of).toList());
        LoraWeights weights = new LoraWeights(layout, values(golden, layout, "lora"));
        float[] expected = values(golden, layout, "grad");

        float[] gradient = new float[layout.size()];
        try (WeightTensors tensors = WeightTensors.map(decoder.graph());
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, targets, Precision.FLOAT32),
                        layout,
                        tensors,
                        Device.cpu(1),
                        Recomputation.NONE);
                ScoringSession scoring =
                        ScoringSession.open(ScoringGraph.of(decoder, all, Precision.FLOAT32), tensors, Device.cpu(1))) {
            double loss = training.accumulate(List.of(batch), weights, gradient).loss();
            assertThat((float) loss).isCloseTo(golden.floats("loss")[0], within(1e-3f));
            TokenScores scores = scoring.score(batch, weights);
            assertClose("scores", scores.logProbabilities(), golden.floats("token_log_probability"), 1e-5);
        }
        for (TargetModule module : layout.targetModules()) {
            int begin = module.offset();
            int end = module.offsetOfB() + module.sizeOfB();
            assertClose(
                    module.path() + " A",
                    Arrays.copyOfRange(gradient, begin, module.offsetOfB()),
                    Arrays.copyOfRange(expected, begin, module.offsetOfB()),
                    1e-4);
            assertClose(
                    module.path() + " B",
                    Arrays.copyOfRange(gradient, module.offsetOfB(), end),
                    Arrays.copyOfRange(expected, module.offsetOfB(), end),
                    1e-4);
        }
    }

    /** A module that is called twice has one adapter, as in PEFT: its gradient is the sum of what two would get. */
    @Test
    void gradientsOfSharedModulesAddUp(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-torchscript", folder);
        String first = model.proto().getGraph().getNodeList().stream()
                .filter(node -> node.getName().equals("/transformer/h.0/mlp/c_fc/Gemm"))
                .map(node -> node.getInput(1))
                .findFirst()
                .orElseThrow();
        model.rewriteNodes(
                node -> node.getName().equals("/transformer/h.1/mlp/c_fc/Gemm"), node -> node.setInput(1, first));
        float[] apart = gradient(model.graph(), "c_fc", 2);
        model.rewriteNodes(
                node -> node.getName().equals("/transformer/h.1/mlp/c_fc/Gemm"),
                node -> node.setName("/transformer/h.0/mlp/c_fc/Gemm_1"));
        float[] together = gradient(model.graph(), "c_fc", 1);
        float[] sum = new float[together.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = apart[i] + apart[i + sum.length];
        }
        assertClose("gradient", together, sum, 1e-5);
        assertThat(together[0]).isNotEqualTo(apart[0]);
    }

    /** The gradient of all modules of a name where every A and B is the same. */
    private static float[] gradient(Path graph, String module, int expectedTargets) {
        Decoder decoder = decoder(graph);
        LoraConfig config = LoraConfig.rank(2).withTargetModules(module);
        List<Projection> targets = Projections.select(TargetModules.of(decoder.graph(), decoder.head()), config);
        assertThat(targets).hasSize(expectedTargets);
        LoraLayout layout = LoraLayout.of(
                config, targets.stream().map(LayoutProjections::of).toList());
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i % (values.length / expectedTargets));
        }
        float[] gradient = new float[layout.size()];
        try (WeightTensors tensors = WeightTensors.map(decoder.graph());
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, targets, Precision.FLOAT32),
                        layout,
                        tensors,
                        Device.cpu(1),
                        Recomputation.NONE)) {
            TokenBatch batch = Fixtures.batch(Fixtures.golden("gpt2-torchscript"));
            training.accumulate(List.of(batch), new LoraWeights(layout, values), gradient);
        }
        return gradient;
    }

    /** Before opset 16 no scatter adds up what falls on one row, so the gradient is written otherwise. */
    @Test
    void gradientsOfRepeatedTokensAddUpBelowOpset16(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-torchscript", folder);
        float[] expected = gradient(model.graph(), "wte", 1);
        model.rewrite(proto -> proto.clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(15)));
        assertClose("gradient", gradient(model.graph(), "wte", 1), expected, 1e-5);
    }

    private static Decoder decoder(Path graph) {
        return Decoder.of(Lowering.lower(GraphReader.read(graph)));
    }

    private static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        assertThat(difference / largest).as(what).isLessThan(tolerance);
    }

    private static float[] values(Safetensors golden, LoraLayout layout, String kind) {
        float[] values = new float[layout.size()];
        for (TargetModule module : layout.targetModules()) {
            float[] a = golden.floats(kind + "_A:" + module.path());
            float[] b = golden.floats(kind + "_B:" + module.path());
            System.arraycopy(a, 0, values, module.offset(), a.length);
            System.arraycopy(b, 0, values, module.offsetOfB(), b.length);
        }
        return values;
    }
}
