package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Likelihood and divergence from reference distributions in one loss, against PyTorch autograd. */
class DivergenceGradientTest {
    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "gpt2-torchscript"})
    void gradientsEqualAutograd(String model) {
        Safetensors golden = Fixtures.golden(model);
        Safetensors divergence = divergence(model);
        TokenBatch batch = Fixtures.batch(golden).withSoftTargets(softTargets(golden, divergence));
        try (Opened opened = new Opened(Fixtures.folder(model).resolve("model.onnx"), golden)) {
            float[] expected = Goldens.gradients(divergence, opened.layout);
            List<TokenBatch> ways = new ArrayList<>(List.of(batch));
            if (opened.session.packsTexts()) {
                ways.add(Fixtures.packed(batch));
            }
            for (TokenBatch way : ways) {
                float[] gradient = new float[opened.layout.size()];
                BatchLosses losses = opened.accumulate(way, gradient);
                assertThat((float) losses.loss()).isCloseTo(divergence.floats("loss")[0], within(1e-4f));
                double[] found = losses.divergences().get(0);
                float[] divergences = divergence.floats("divergences");
                assertThat(found).hasSameSizeAs(divergences);
                for (int i = 0; i < found.length; i++) {
                    assertThat((float) found[i]).isCloseTo(divergences[i], within(1e-5f));
                }
                assertThat(Goldens.relativeError(
                                losses.logProbabilities().get(0), golden.floats("token_log_probability")))
                        .isLessThan(1e-5);
                assertThat(Goldens.relativeError(opened.layout, gradient, expected))
                        .isLessThan(1e-4);
            }
        }
    }

    /** Rows of targets are filled up to the longest list of tokens: that must not move a bit. */
    @Test
    void softTargetsOfNoWeightChangeNothing() {
        Safetensors golden = Fixtures.golden("llama-dynamo");
        TokenBatch plain = Fixtures.batch(golden);
        List<SoftTarget> weightless = softTargets(golden, divergence("llama-dynamo")).stream()
                .map(target -> new SoftTarget(target.position(), target.text(), target.reference(), 0))
                .toList();
        try (Opened opened = new Opened(Fixtures.folder("llama-dynamo").resolve("model.onnx"), golden)) {
            float[] expected = new float[opened.layout.size()];
            float[] gradient = new float[opened.layout.size()];
            BatchLosses alone = opened.accumulate(plain, expected);
            BatchLosses beside = opened.accumulate(plain.withSoftTargets(weightless), gradient);
            assertThat(Goldens.relativeError(opened.layout, gradient, expected)).isLessThan(1e-6);
            assertThat(beside.loss()).isCloseTo(alone.loss(), within(1e-5));
            assertThat(beside.divergences().get(0)).hasSize(weightless.size());
            assertThat(alone.divergences().get(0)).isEmpty();
        }
    }

    /** The one-sided term has no counterpart in PyTorch's losses; its slope is that of its value. */
    @Test
    void ceilingsAddTheSquareOfWhatExceedsThem() {
        Safetensors golden = Fixtures.golden("llama-dynamo");
        List<SoftTarget> plain = softTargets(golden, divergence("llama-dynamo"));
        List<SoftTarget> limited = new ArrayList<>();
        for (SoftTarget target : plain) {
            int named = target.reference().tokens()[0];
            int other = IntStream.range(0, 320)
                    .filter(token -> !target.reference().names(token))
                    .findFirst()
                    .orElse(named);
            limited.add(limited(target, new Ceiling(limited.size() % 2 == 0 ? named : other, -9, 3)));
        }
        TokenBatch batch = Fixtures.batch(golden);
        try (Opened opened = new Opened(Fixtures.folder("llama-dynamo").resolve("model.onnx"), golden)) {
            float[] without = new float[opened.layout.size()];
            float[] with = new float[opened.layout.size()];
            BatchLosses alone = opened.accumulate(batch.withSoftTargets(plain), without);
            BatchLosses beside = opened.accumulate(batch.withSoftTargets(limited), with);
            double expected = 0;
            for (int i = 0; i < plain.size(); i++) {
                expected += plain.get(i).weight()
                        * (beside.divergences().get(0)[i] - alone.divergences().get(0)[i]);
            }
            assertThat(expected).isGreaterThan(1);
            assertThat(beside.loss() - alone.loss()).isCloseTo(expected, within(1e-4 * expected));

            float[] direction = new float[with.length];
            double slope = 0;
            Random random = new Random(1);
            for (int i = 0; i < with.length; i++) {
                direction[i] = (float) random.nextGaussian() * 1e-3f;
                slope += ((double) with[i] - without[i]) * direction[i];
            }
            double rise = opened.excess(batch, limited, plain, direction, 1)
                    - opened.excess(batch, limited, plain, direction, -1);
            assertThat(rise / 2).isCloseTo(slope, within(1e-2 * Math.abs(slope)));
        }
    }

    @Test
    void ceilingsThatNothingReachesChangeNothing() {
        Safetensors golden = Fixtures.golden("llama-dynamo");
        List<SoftTarget> plain = softTargets(golden, divergence("llama-dynamo"));
        List<SoftTarget> limited = plain.stream()
                .map(target -> limited(target, new Ceiling(target.reference().tokens()[0], 0, 3)))
                .toList();
        try (Opened opened = new Opened(Fixtures.folder("llama-dynamo").resolve("model.onnx"), golden)) {
            float[] without = new float[opened.layout.size()];
            float[] with = new float[opened.layout.size()];
            TokenBatch batch = Fixtures.batch(golden);
            BatchLosses alone = opened.accumulate(batch.withSoftTargets(plain), without);
            BatchLosses beside = opened.accumulate(batch.withSoftTargets(limited), with);
            assertThat(beside.loss()).isEqualTo(alone.loss());
            assertThat(with).isEqualTo(without);
        }
    }

    private static SoftTarget limited(SoftTarget target, Ceiling ceiling) {
        return new SoftTarget(
                target.position(), target.text(), target.reference(), target.weight(), Optional.of(ceiling));
    }

    /** Before opset 16 what falls on one token is not added up, and the gradient puts several back in a row. */
    @Test
    void isTheSameBelowOpset16(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-torchscript", folder);
        model.rewrite(proto -> proto.clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(15)));
        Safetensors golden = Fixtures.golden("gpt2-torchscript");
        Safetensors divergence = divergence("gpt2-torchscript");
        TokenBatch batch = Fixtures.batch(golden).withSoftTargets(softTargets(golden, divergence));
        try (Opened opened = new Opened(model.graph(), golden)) {
            float[] gradient = new float[opened.layout.size()];
            opened.accumulate(batch, gradient);
            assertThat(Goldens.relativeError(opened.layout, gradient, Goldens.gradients(divergence, opened.layout)))
                    .isLessThan(1e-4);
        }
    }

    /** Where the model leaves less to the rest than single precision can tell from nothing, everything stays finite. */
    @Test
    void staysFiniteWhereTheModelLeavesNothingToTheRest() {
        Safetensors golden = Fixtures.golden("llama-dynamo");
        TokenBatch batch = Fixtures.batch(golden);
        int[] all = new int[320];
        float[] probabilities = new float[all.length];
        Arrays.setAll(all, token -> token);
        Arrays.fill(probabilities, 0.5f / all.length);
        SoftTarget half = new SoftTarget(3, 0, new TokenDistribution(all, probabilities), 1);
        try (Opened opened = new Opened(Fixtures.folder("llama-dynamo").resolve("model.onnx"), golden)) {
            float[] gradient = new float[opened.layout.size()];
            BatchLosses losses = opened.accumulate(batch.withSoftTargets(List.of(half)), gradient);
            assertThat(losses.loss()).isFinite();
            assertThat(losses.divergences().get(0)[0]).isGreaterThan(0.5 * Math.log(0.5 / 1e-6) - 1);
            for (float element : gradient) {
                assertThat(element).isFinite();
            }
        }
    }

    private static Safetensors divergence(String model) {
        return Safetensors.read(Fixtures.folder(model).resolve("golden_divergence.safetensors"));
    }

    private static List<SoftTarget> softTargets(Safetensors golden, Safetensors divergence) {
        int columns = golden.shape("input_ids")[1];
        int named = divergence.shape("tokens")[1];
        long[] positions = divergence.longs("positions");
        long[] tokens = divergence.longs("tokens");
        float[] probabilities = divergence.floats("probabilities");
        List<SoftTarget> targets = new ArrayList<>();
        for (int i = 0; i < positions.length; i++) {
            int count = 0;
            while (count < named && probabilities[i * named + count] > 0) {
                count++;
            }
            int[] ids = Arrays.stream(tokens, i * named, i * named + count)
                    .mapToInt(Math::toIntExact)
                    .toArray();
            float[] reference = Arrays.copyOfRange(probabilities, i * named, i * named + count);
            targets.add(new SoftTarget(
                    positions[i],
                    (int) positions[i] / columns,
                    new TokenDistribution(ids, reference),
                    divergence.floats("weights")[i]));
        }
        return targets;
    }

    /** A model with the adapters of a golden on all its projections. */
    private static final class Opened implements AutoCloseable {
        private final LoraLayout layout;
        private final LoraWeights weights;
        private final WeightTensors tensors;
        private final TrainingSession session;

        Opened(Path model, Safetensors golden) {
            Graph graph = Lowering.lower(GraphReader.read(model));
            Decoder decoder = Decoder.of(graph);
            List<Projection> projections = Projections.of(graph, decoder.head());
            layout = Goldens.layout(golden, projections);
            weights = Goldens.weights(golden, layout);
            tensors = WeightTensors.map(graph);
            session = TrainingSession.open(
                    TrainingGraph.of(decoder, projections, Precision.FLOAT32),
                    layout,
                    tensors,
                    Fixtures.device(),
                    Recomputation.NONE);
        }

        /** What ceilings add to the loss where the weights are moved. */
        double excess(TokenBatch batch, List<SoftTarget> limited, List<SoftTarget> plain, float[] direction, int sign) {
            LoraWeights moved = weights.copy();
            for (int i = 0; i < direction.length; i++) {
                moved.values()[i] += sign * direction[i];
            }
            float[] ignored = new float[direction.length];
            return session.accumulate(List.of(batch.withSoftTargets(limited)), moved, ignored)
                            .loss()
                    - session.accumulate(List.of(batch.withSoftTargets(plain)), moved, ignored)
                            .loss();
        }

        BatchLosses accumulate(TokenBatch batch, float[] gradient) {
            return session.accumulate(List.of(batch), weights, gradient);
        }

        @Override
        public void close() {
            session.close();
            tensors.close();
        }
    }
}
