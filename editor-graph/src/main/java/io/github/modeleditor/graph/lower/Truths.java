package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import java.util.Optional;

/** Whether values are truths or numbers, as far as the graph says it; nothing is run. */
final class Truths {
    private Truths() {}

    /**
     * Whether a value is of truths.
     *
     * @param value its name
     * @param graph where it is
     * @return true for truths, false for numbers, empty where the graph does not say it
     */
    static Optional<Boolean> isTruth(String value, Graph graph) {
        String made = value;
        for (int steps = graph.nodes().size(); steps >= 0; steps--) {
            Node node = graph.producer(made);
            if (node == null) {
                Optional<Boolean> constant = ofConstant(made, graph);
                return constant.isPresent() ? constant : ofInput(made, graph);
            }
            switch (node.kind().family()) {
                case COMPARISON:
                    return Optional.of(true);
                case MOVING:
                    made = node.input(node.is(Operator.WHERE) ? 1 : 0);
                    break;
                case RESHAPING, LOOKUP:
                    made = node.input(0);
                    break;
                case UNARY:
                    if (node.is(Operator.CAST)) {
                        return Optional.of(node.integer("to", 0) == DataType.BOOL.getNumber());
                    }
                    made = node.input(0);
                    break;
                case ARITHMETIC, PRODUCT, ACTIVATION, REDUCING, SOFTMAX:
                    return Optional.of(false);
                case SHAPE:
                    return node.is(Operator.CONSTANT_OF_SHAPE) ? ofFilled(node) : Optional.of(false);
                default:
                    return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Boolean> ofConstant(String value, Graph graph) {
        return Optional.ofNullable(graph.weights().get(value)).map(weight -> weight.type() == DataType.BOOL);
    }

    private static Optional<Boolean> ofInput(String value, Graph graph) {
        return graph.inputs().stream()
                .filter(input -> input.getName().equals(value))
                .map(input -> ElementTypes.of(input.getType().getTensorType().getElemType()))
                .filter(type -> type != DataType.UNDEFINED)
                .map(type -> type == DataType.BOOL)
                .findFirst();
    }

    /** Of one value everywhere, by default the number zero. */
    private static Optional<Boolean> ofFilled(Node node) {
        return Optional.of(node.attribute("value")
                .filter(filling -> filling.getT().getDataType() == DataType.BOOL.getNumber())
                .isPresent());
    }
}
