package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operators;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node on the way back: what it read and made, what is known of that, and the gradient that came in. */
public final class Backward {
    private final Node node;
    private final List<@Nullable String> outputGradients;
    private final KnownValues known;
    private final Operators operators;
    private final Optional<String> rowWeights;

    Backward(
            Node node,
            List<@Nullable String> outputGradients,
            KnownValues known,
            Operators operators,
            Optional<String> rowWeights) {
        this.node = node;
        this.outputGradients = outputGradients;
        this.known = known;
        this.operators = operators;
        this.rowWeights = rowWeights;
    }

    /**
     * Whether the gradient of the second operand counts the rows of the first.
     *
     * @return true if they are to go through {@link #weighed}
     */
    boolean weighsRows() {
        return rowWeights.isPresent();
    }

    /**
     * Rows as the gradient of the second operand counts them.
     *
     * @param rows a matrix with a row for each of the first operand
     * @param type its elements
     * @return the matrix, each row multiplied by its weight
     */
    String weighed(String rows, DataType type) {
        String weights = rowWeights.orElseThrow();
        return operators.multiply(rows, type == DataType.FLOAT ? weights : operators.cast(weights, type));
    }

    /**
     * The node.
     *
     * @return its reading view
     */
    public Node node() {
        return node;
    }

    /**
     * The operators to write expressions with.
     *
     * @return the vocabulary
     */
    public Operators operators() {
        return operators;
    }

    /**
     * What the node read.
     *
     * @param index counted from 0
     * @return a value name
     */
    public String x(int index) {
        return node.input(index);
    }

    /**
     * What the node made.
     *
     * @return the name of its first output
     */
    public String y() {
        return node.output();
    }

    /**
     * The gradient of the first output, of its shape.
     *
     * @return a value name
     */
    public String dY() {
        String gradient = outputGradients.get(0);
        if (gradient == null) {
            throw new UnsupportedModelException("The gradient of " + node + " at opset "
                    + operators.builder().opset() + " is needed through an output other than its first. "
                    + "Export the model without optimizations.");
        }
        return gradient;
    }

    /**
     * The gradient of one of several outputs.
     *
     * @param output counted from 0
     * @return a value name, or null where nothing below the loss reads it
     */
    public @Nullable String dY(int output) {
        return outputGradients.get(output);
    }

    /**
     * What is known of a value.
     *
     * @param value a value name
     * @return type and shape
     */
    public ValueType type(String value) {
        return known.type(value);
    }

    /**
     * Whether the graph itself reckons with elements of a value that are no numbers.
     *
     * @param value a value of the forward pass
     * @return true if an {@code IsNaN} reads it
     */
    boolean isTestedForNaN(String value) {
        return known.isTestedForNaN(value);
    }

    /**
     * The elements of an input that must be known beforehand, such as axes.
     *
     * @param index which input
     * @return its elements
     * @throws UnsupportedModelException if they depend on what is fed
     */
    public List<Long> integers(int index) {
        return type(x(index))
                .integers()
                .orElseThrow(() -> unsupported("depends on input " + x(index) + ", which varies with what is fed"));
    }

    /**
     * A scalar of the element type of the first output.
     *
     * @param value its value
     * @return a value name
     */
    public String scalar(double value) {
        return operators.builder().scalar(type(y()).type(), value);
    }

    /**
     * A value's shape, as a constant where at most one length is dynamic.
     *
     * @param value a value of the forward pass
     * @return a vector of integers to reshape to
     */
    public String shapeOf(String value) {
        List<Long> dimensions = type(value).dimensions();
        boolean constant =
                dimensions.stream().filter(d -> d == ValueType.DYNAMIC).count() <= 1 && !dimensions.contains(0L);
        return constant ? operators.builder().integers(Longs.toArray(dimensions)) : operators.shape(value);
    }

    /**
     * All rows of a value as one matrix.
     *
     * @param value its name
     * @param type what is known of it; its last length is not dynamic
     * @return a value of two axes
     */
    public String flat(String value, ValueType type) {
        return operators.reshape(
                value, operators.builder().integers(-1, type.dimensions().get(type.rank() - 1)));
    }

    /**
     * An input that must be a scalar constant.
     *
     * @param index which input
     * @return its value
     * @throws UnsupportedModelException if it is none
     */
    public double constant(int index) {
        return known.scalar(x(index)).orElseThrow(() -> unsupported("needs a constant for input " + x(index)));
    }

    /**
     * All zeros, of the shape of a value.
     *
     * @param value a value of the forward pass
     * @return a value name
     */
    public String zerosLike(String value) {
        return operators.zeros(operators.shape(value), type(value).type());
    }

    /**
     * A gradient of the first output's shape, as that of an operand is that was broadcast to it, or is of the same shape.
     *
     * @param value the gradient
     * @return the same with its shape
     */
    public Gradient likeOutput(String value) {
        return new Gradient.Whole(value, type(y()).dimensions());
    }

    /**
     * A gradient of an operand's shape.
     *
     * @param operand counted from 0
     * @param value its gradient
     * @return the same with its shape
     */
    public Gradient likeInput(int operand, String value) {
        return new Gradient.Whole(value, type(x(operand)).dimensions());
    }

    /**
     * A gradient of a matrix whose leading axes were broadcast to the first output's.
     *
     * @param operand counted from 0
     * @param value a gradient with the output's leading axes and the operand's last two
     * @return the same with its shape
     */
    public Gradient likeMatrices(int operand, String value) {
        List<Long> matrix = type(x(operand)).dimensions();
        List<Long> leading = type(y()).dimensions();
        return new Gradient.Whole(
                value,
                Stream.concat(
                                leading.subList(0, leading.size() - 2).stream(),
                                matrix.subList(matrix.size() - 2, matrix.size()).stream())
                        .toList());
    }

    /**
     * The exception for a form of this operator that has no gradient.
     *
     * @param reason what about it
     * @return an exception that names the node
     */
    public UnsupportedModelException unsupported(String reason) {
        return new UnsupportedModelException("The gradient of " + node.operator() + " (opset "
                + operators.builder().opset() + ", node " + node.name() + ") " + reason
                + ". Export the model without optimizations, or leave that part out of the LoRA targets.");
    }

    /**
     * The element type of the first output.
     *
     * @return a floating-point type
     */
    public DataType elementType() {
        return type(y()).type();
    }
}
