package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
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
        Node node = graph.producer(made);
        while (node != null) {
            Optional<Boolean> said = said(node);
            if (said.isPresent() || !passesOn(node)) {
                return said;
            }
            made = node.input(node.is(Operator.WHERE) ? 1 : 0);
            node = graph.producer(made);
        }
        Optional<Boolean> constant = ofConstant(made, graph);
        return constant.isPresent() ? constant : ofInput(made, graph);
    }

    /** What a node makes, whatever it reads. */
    private static Optional<Boolean> said(Node node) {
        return switch (node.kind().family()) {
            case COMPARISON -> Optional.of(true);
            case ARITHMETIC, PRODUCT, ACTIVATION, REDUCING, SOFTMAX -> Optional.of(false);
            case SHAPE -> node.is(Operator.CONSTANT_OF_SHAPE) ? ofFilled(node) : Optional.of(false);
            case UNARY ->
                node.is(Operator.CAST)
                        ? Optional.of(node.integer("to", 0) == DataType.BOOL.getNumber())
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean passesOn(Node node) {
        return node.is(Family.MOVING) || node.is(Family.RESHAPING) || node.is(Family.LOOKUP) || node.is(Family.UNARY);
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
