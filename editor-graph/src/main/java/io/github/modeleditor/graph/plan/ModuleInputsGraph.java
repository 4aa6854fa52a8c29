package io.github.modeleditor.graph.plan;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projection.Kind;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.lower.MixedPrecision;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A decoder's graph as far as it is needed to see what modules are given: rows x of {@code y = xW} at chosen positions. A module that is
 * called more than once is looked at where it is called first.
 *
 * @param decoder the model
 * @param precision what the model is computed in
 * @param graph with the input {@link TargetLoss#POSITIONS} besides the decoder's own
 * @param outputs from the path of each module to the output of its rows, float [positions, inputs], which may be that of others too; without
 *     embeddings
 */
public record ModuleInputsGraph(Decoder decoder, Precision precision, Graph graph, Map<String, String> outputs) {
    public ModuleInputsGraph {
        outputs = Map.copyOf(outputs);
    }

    /**
     * Plans a graph.
     *
     * @param decoder the model
     * @param projections the modules
     * @param precision what the model is computed in; 8-bit integers are for training alone
     * @return the plan
     */
    public static ModuleInputsGraph of(Decoder decoder, List<Projection> projections, Precision precision) {
        GraphBuilder builder = new GraphBuilder(decoder.graph());
        builder.clearOutputs();
        builder.input(TargetLoss.POSITIONS, DataType.INT64, "positions");
        Map<String, String> outputs = new LinkedHashMap<>();
        Map<String, String> outputsOfTensors = new HashMap<>();
        for (Projection projection : projections) {
            if (projection.kind() != Kind.EMBEDDING) {
                outputs.put(
                        projection.path(),
                        outputsOfTensors.computeIfAbsent(
                                projection.node().input(0), tensor -> rows(tensor, projection.inputs(), builder)));
            }
        }
        return new ModuleInputsGraph(
                decoder, precision, MixedPrecision.of(builder.build(), precision, List.of()), outputs);
    }

    private static String rows(String tensor, int inputs, GraphBuilder builder) {
        String all = builder.emit(Operator.RESHAPE, List.of(tensor, builder.integers(-1, inputs)));
        String chosen =
                builder.emit(Operator.GATHER, List.of(all, TargetLoss.POSITIONS), Attributes.integer("axis", 0));
        String rows = new Operators(builder).cast(chosen, DataType.FLOAT);
        builder.output(rows, DataType.FLOAT, "positions", inputs);
        return rows;
    }
}
