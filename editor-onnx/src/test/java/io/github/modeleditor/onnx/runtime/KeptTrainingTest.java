package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.export.LayoutProjections;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptTrainingTest {
    private static final String MODEL = "llama-dynamo";

    private final Graph graph =
            Lowering.lower(GraphReader.read(Fixtures.folder(MODEL).resolve("model.onnx")));
    private final Decoder decoder = Decoder.of(graph);
    private final List<Projection> projections = Projections.of(graph, decoder.head());
    private final TokenBatch batch = Fixtures.batch(Fixtures.golden(MODEL));
    private final WeightTensors weights = WeightTensors.map(graph);
    private final KeptTraining training = new KeptTraining();
    private final List<TrainingSession> opened = new ArrayList<>();

    @AfterEach
    void close() {
        training.close();
        weights.close();
    }

    @Test
    void theNextEditTakesTheSessionOfTheLastAndGetsTheSameGradients() {
        LoraLayout layout = layout(3);
        float[] first = gradientOfOneEdit(layout, Recomputation.NONE);
        float[] second = gradientOfOneEdit(layout, Recomputation.NONE);
        assertThat(opened).hasSize(1);
        assertThat(second).isEqualTo(first).isNotEqualTo(new float[first.length]);
    }

    @Test
    void anotherLayoutOrRecomputationTakesAnotherSessionAndFreesTheLast() {
        gradientOfOneEdit(layout(3), Recomputation.NONE);
        gradientOfOneEdit(layout(2), Recomputation.NONE);
        gradientOfOneEdit(layout(2), Recomputation.LAYERS);
        assertThat(opened).hasSize(3);
        assertThatThrownBy(() -> accumulate(opened.get(0), layout(3))).isInstanceOf(ModelClosedException.class);
        assertThatThrownBy(() -> accumulate(opened.get(1), layout(2))).isInstanceOf(ModelClosedException.class);
    }

    @Test
    void twoAtATimeAreApart() {
        LoraLayout layout = layout(2);
        Gradients one = lend(layout, Recomputation.NONE);
        Gradients other = lend(layout, Recomputation.NONE);
        assertThat(accumulate(one, layout)).isEqualTo(accumulate(other, layout));
        one.close();
        other.close();
        assertThat(opened).hasSize(2);
        assertThatThrownBy(() -> accumulate(opened.get(1), layout)).isInstanceOf(ModelClosedException.class);
        gradientOfOneEdit(layout, Recomputation.NONE);
        assertThat(opened).hasSize(2);
    }

    @Test
    void whatFailedIsNotKept() {
        LoraLayout layout = layout(2);
        try (Gradients gradients = lend(layout, Recomputation.NONE)) {
            long[] ids = batch.inputIds().clone();
            Arrays.fill(ids, Integer.MAX_VALUE);
            TokenBatch unknown = new TokenBatch(
                    batch.rows(),
                    batch.columns(),
                    ids,
                    batch.lengths(),
                    batch.targetPositions(),
                    batch.targetIds(),
                    batch.targetWeights());
            assertThatThrownBy(() -> gradients.accumulate(List.of(unknown), constant(layout), new float[layout.size()]))
                    .isInstanceOf(RuntimeException.class);
        }
        gradientOfOneEdit(layout, Recomputation.NONE);
        assertThat(opened).hasSize(2);
    }

    private float[] gradientOfOneEdit(LoraLayout layout, Recomputation recomputation) {
        try (Gradients gradients = lend(layout, recomputation)) {
            return accumulate(gradients, layout);
        }
    }

    private float[] accumulate(Gradients gradients, LoraLayout layout) {
        float[] gradient = new float[layout.size()];
        gradients.accumulate(List.of(batch), constant(layout), gradient);
        return gradient;
    }

    private Gradients lend(LoraLayout layout, Recomputation recomputation) {
        return training.lend(layout, recomputation, () -> {
            TrainingSession session = TrainingSession.open(
                    TrainingGraph.of(decoder, projections, Precision.FLOAT32),
                    layout,
                    weights,
                    Device.cpu(1),
                    recomputation);
            opened.add(session);
            return session;
        });
    }

    private LoraLayout layout(int rank) {
        return LoraLayout.of(
                LoraConfig.rank(rank),
                projections.stream().map(LayoutProjections::of).toList());
    }

    /** All of A and B at one value, so that both have a gradient. */
    private static LoraWeights constant(LoraLayout layout) {
        float[] values = new float[layout.size()];
        Arrays.fill(values, 0.01f);
        return new LoraWeights(layout, values);
    }
}
