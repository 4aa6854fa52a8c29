package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.spi.InputFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an ONNX file into a graph and checks that every byte it refers to is there. */
public final class GraphReader {
    /** Inputs that say how many of the last positions give logits; which are wanted is chosen later, so all are asked for. */
    private static final Set<String> LOGITS_TO_KEEP = Set.of("num_logits_to_keep", "logits_to_keep");

    private GraphReader() {}

    /**
     * Reads a graph. Constant nodes become initializers, so that every constant is found in one place; of a decoder that Optimum
     * merged out of two, the one that takes no cache is read.
     *
     * @param file an ONNX file
     * @return the graph
     * @throws InvalidModelException if the file is missing, truncated or no ONNX model, or if external data is missing or
     *     too short, or the graph is no valid ONNX
     */
    public static Graph read(Path file) {
        ModelProto model = message(file);
        GraphCheck.nodes(file, model.getGraph(), standardOpset(file, model));
        GraphProto graph = GraphCheck.ordered(file, MergedDecoder.withoutCache(model.getGraph()));
        Map<String, TensorProto> initializers = new LinkedHashMap<>();
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        Path folder = file.toAbsolutePath().resolveSibling("").normalize();
        ExternalData.check(file, folder, initializers.values());

        List<Node> nodes = new ArrayList<>();
        for (NodeProto proto : graph.getNodeList()) {
            Node node = new Node(proto);
            Optional<TensorProto> constant = node.is(Operator.CONSTANT) ? Tensors.ofConstant(node) : Optional.empty();
            constant.ifPresentOrElse(tensor -> initializers.put(node.output(), tensor), () -> nodes.add(node));
        }
        for (ValueInfoProto input : graph.getInputList()) {
            if (LOGITS_TO_KEEP.contains(input.getName())) {
                initializers.putIfAbsent(input.getName(), allLogits(input));
            }
        }
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(input -> !initializers.containsKey(input.getName()))
                .toList();
        ModelProto header = model.toBuilder().clearGraph().build();
        Map<String, Weight> weights = new LinkedHashMap<>();
        initializers.forEach((name, tensor) -> weights.put(name, Weight.of(tensor, folder)));
        return new Graph(folder, header, nodes, inputs, graph.getOutputList(), weights);
    }

    /** As transformers means it: none is all. */
    private static TensorProto allLogits(ValueInfoProto input) {
        List<Long> shape = input.getType().getTensorType().getShape().getDimCount() == 0 ? List.of() : List.of(1L);
        return Tensors.int64(input.getName(), shape, 0);
    }

    /** After the graph the file names its operator sets: without them it was cut there. */
    private static long standardOpset(Path file, ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(opset ->
                        opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .filter(version -> version > 0)
                .findFirst()
                .orElseThrow(() -> new InvalidModelException("The file " + file
                        + " is truncated or no ONNX model: it imports no standard operator set. Export or copy it"
                        + " again."));
    }

    /**
     * Reads a model as it was written, but for functions that are called, with nothing checked but that it is one.
     *
     * @param file an ONNX file
     * @return the message
     * @throws InvalidModelException if the file is missing, truncated or no ONNX model
     */
    public static ModelProto message(Path file) {
        try {
            long size = InputFiles.size(file, Integer.MAX_VALUE, InvalidModelException::new);
            InputFiles.requireHeap(file, size, InvalidModelException::new);
            ModelProto model = InputFiles.reading(file, InvalidModelException::new, () -> parse(file));
            if (model.getGraph().getNodeCount() == 0) {
                throw new InvalidModelException("The file " + file
                        + " holds no ONNX graph. Export the model again, or name the folder that holds it.");
            }
            return FunctionInlining.of(file, model);
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidModelException(
                    "The file " + file + " is truncated or no ONNX model (" + e.getMessage()
                            + "). Export or copy it again.",
                    e);
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The file " + file + " cannot be read (" + e.getMessage()
                            + "). Check that it exists and is readable.",
                    e);
        }
    }

    private static ModelProto parse(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            CodedInputStream coded = CodedInputStream.newInstance(stream);
            coded.setSizeLimit(Integer.MAX_VALUE);
            return ModelProto.parseFrom(coded);
        }
    }
}
