package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.IntegerBytes;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.lower.MixedPrecision;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.CudaKernels;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.model.ModelFolder;
import io.github.modeleditor.onnx.models.FixtureModel;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every node of a training graph has a CUDA kernel for its element type, so that nothing goes through the host's memory. What
 * computes shapes is left out: where all that a node reads are shapes and constants, ONNX Runtime keeps it on the CPU on
 * purpose, since shapes are needed there. So are nodes of constants alone, which are computed once when a session opens.
 */
class CudaPlacementTest {
    /** Operators whose result lies in the host's memory, wherever their input does. */
    private static final Set<String> SHAPES = Set.of("Shape", "Size");

    /** Taken out of the graph, or turned into weights, before nodes are placed. */
    private static final Set<String> NEVER_PLACED = Set.of("Identity", "Constant");

    @TestFactory
    Stream<DynamicTest> everyNodeHasAKernel(@TempDir Path temporary) {
        return Stream.of(Precision.FLOAT32, Precision.FLOAT16).flatMap(precision -> {
            Stream<DynamicTest> folders = Stream.concat(Fixtures.NAMES.stream(), Fixtures.CACHED.stream())
                    .map(name -> dynamicTest(
                            name + " in " + precision,
                            () -> check(Fixtures.folder(name), Fixtures.golden(name), precision)));
            Stream<DynamicTest> models = FixtureModel.all(temporary.resolve(precision.name())).stream()
                    .filter(model -> model.refusal().isEmpty())
                    .map(model -> dynamicTest(
                            model.name() + " in " + precision, () -> check(model.onnx(), model.golden(), precision)));
            return Stream.concat(folders, models);
        });
    }

    private static void check(Path folder, Safetensors golden, Precision precision) {
        Graph graph = Lowering.lower(GraphReader.read(ModelFolder.of(folder).graph()));
        Decoder decoder = Decoder.of(graph);
        List<String> modules = Goldens.modules(golden);
        List<Projection> projections = Projections.of(graph, decoder.head()).stream()
                .filter(projection -> modules.contains(projection.path()))
                .toList();
        LoraLayout layout = Goldens.layout(golden, projections);
        Graph training;
        Map<String, DataType> types;
        try (WeightTensors weights = WeightTensors.map(MixedPrecision.of(graph, precision))) {
            TrainingGraph plan = TrainingGraph.of(decoder, projections, precision);
            training = plan.gradients(
                            ShapeObserver.observe(plan, layout), Recomputation.NONE, () -> IntegerBytes.SIGNED)
                    .graph();
            types = types(training, plan, layout, weights, Fixtures.batch(golden));
        }

        Set<String> unknown = new TreeSet<>();
        Set<String> onTheCpu = new TreeSet<>();
        Set<String> still = new HashSet<>(training.weights().keySet());
        Set<String> shapes = new HashSet<>();
        int checked = 0;
        for (Node node : training.nodes()) {
            List<String> inputs =
                    node.inputs().stream().filter(input -> !input.isEmpty()).toList();
            if (still.containsAll(inputs)) {
                still.addAll(node.outputs());
            } else if (inputs.stream().allMatch(input -> still.contains(input) || shapes.contains(input))) {
                shapes.addAll(node.outputs());
            } else if (!NEVER_PLACED.contains(node.operator())) {
                checked++;
                DataType type = dataType(node, types);
                if (!CudaKernels.knows(node.operator())) {
                    unknown.add(node.operator());
                } else if (!CudaKernels.has(node.operator(), training.opset(""), type)
                        && !choosesRotaryTable(node, type)
                        && !isOfAngles(node, training)) {
                    onTheCpu.add(node.operator() + " of " + type + " at opset " + training.opset(""));
                }
                if (SHAPES.contains(node.operator())) {
                    shapes.addAll(node.outputs());
                }
            }
        }
        assertThat(unknown)
                .as("operators without a line in cuda-kernels.tsv; see ONNX Runtime's docs/OperatorKernels.md")
                .isEmpty();
        assertThat(onTheCpu).as("operators that would run on the CPU").isEmpty();
        assertThat(checked).isGreaterThan(100);
    }

    /** The longest position of a batch: one number, by which longrope chooses a table, and which no kernel of CUDA finds. */
    private static boolean choosesRotaryTable(Node node, DataType type) {
        return node.operator().equals("ReduceMax") && type == DataType.INT64;
    }

    /** Set 22 defines both anew, and kernels are of the older definition; positions have few of them, once for all layers. */
    private static boolean isOfAngles(Node node, Graph training) {
        return (node.operator().equals("Cos") || node.operator().equals("Sin")) && training.opset("") > 21;
    }

    /** The type that kernels are chosen by: that of the first input, or of what a choice chooses from. */
    private static DataType dataType(Node node, Map<String, DataType> types) {
        String data = node.operator().equals("Where") ? node.input(1) : node.input(0);
        String typed = node.operator().equals("ConstantOfShape") ? node.output() : data;
        return Objects.requireNonNull(types.get(typed), () -> "type of " + typed + " of " + node);
    }

    /** The element type of every value, seen in a run. */
    private static Map<String, DataType> types(
            Graph graph, TrainingGraph plan, LoraLayout layout, WeightTensors weights, TokenBatch batch) {
        Map<String, DataType> types = new HashMap<>();
        graph.weights().forEach((name, weight) -> types.put(name, weight.type()));
        List<String> made = new ArrayList<>();
        graph.nodes().forEach(node -> node.outputs().stream()
                .filter(output -> !output.isEmpty())
                .forEach(made::add));
        GraphBuilder watched = new GraphBuilder(graph);
        watched.clearOutputs();
        made.forEach(watched::output);
        try (Session session = Session.open(watched.build(), weights, Device.cpu(1), Optimization.NONE);
                Feeds feeds = Feeds.loss(plan.decoder(), batch, LossRows.of(batch), plan.packsTexts());
                LoraTensors lora = new LoraTensors(layout, plan.precision(), name -> name)) {
            Map<String, OnnxTensor> fed = feeds.with(lora.tensors());
            fed.forEach((name, tensor) -> types.put(name, TensorTypes.toOnnx(tensor.getInfo())));
            try (Result result = session.run(fed, new LinkedHashSet<>(made), Map.of())) {
                result.forEach(entry ->
                        types.put(entry.getKey(), TensorTypes.toOnnx(((OnnxTensor) entry.getValue()).getInfo())));
            }
        }
        return types;
    }
}
