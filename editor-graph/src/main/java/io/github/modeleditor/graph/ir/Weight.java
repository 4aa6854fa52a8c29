package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.error.InvalidModelException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * A weight or constant of a graph: what the graph takes it for, and where its elements are. Where these have another type than the
 * graph takes them for, they are converted when they are fed.
 *
 * @param name of the value
 * @param type what the graph computes with
 * @param shape its lengths; empty for a scalar
 * @param source where its elements are
 */
public record Weight(String name, DataType type, List<Long> shape, Source source) {
    /** Where the elements of a weight are. */
    public sealed interface Source {}

    /**
     * In the graph itself, in the type that the graph takes them for.
     *
     * @param tensor the message that holds them
     */
    public record Inline(TensorProto tensor) implements Source {}

    /**
     * In a file, to be mapped.
     *
     * @param place where in which file
     * @param stored the type of the elements there
     * @param description what the model says of them
     */
    public record InFile(ExternalData place, DataType stored, TensorProto description) implements Source {}

    /**
     * Nowhere yet: computed, or read from what no model describes, when a session is opened.
     *
     * @param stored the type of the elements as they come
     * @param elements gives them anew at each call: little-endian and row by row, from the buffer's position to its limit
     */
    public record Computed(DataType stored, Supplier<ByteBuffer> elements) implements Source {}

    public Weight {
        shape = List.copyOf(shape);
    }

    /**
     * A tensor of a model.
     *
     * @param tensor as it was read
     * @param folder the folder of its graph
     * @return the weight
     * @throws InvalidModelException if it lies in a file and its place is not described, or outside the folder
     */
    public static Weight of(TensorProto tensor, Path folder) {
        Optional<ExternalData> place = ExternalData.of(tensor, folder);
        DataType type = ElementTypes.of(tensor.getDataType());
        return place.isEmpty()
                ? inline(tensor)
                : new Weight(tensor.getName(), type, tensor.getDimsList(), new InFile(place.get(), type, tensor));
    }

    /**
     * A tensor whose elements are in its message.
     *
     * @param tensor named
     * @return the weight
     */
    public static Weight inline(TensorProto tensor) {
        return new Weight(
                tensor.getName(), ElementTypes.of(tensor.getDataType()), tensor.getDimsList(), new Inline(tensor));
    }

    /**
     * The number of axes.
     *
     * @return 0 for a scalar
     */
    public int rank() {
        return shape.size();
    }

    /**
     * One length.
     *
     * @param axis counted from 0
     * @return how many elements lie along it
     */
    public long length(int axis) {
        return shape.get(axis);
    }

    /**
     * The number of elements.
     *
     * @return the product of its lengths
     */
    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /**
     * The message that holds its elements.
     *
     * @return a tensor; empty where they are not in the graph
     */
    public Optional<TensorProto> inline() {
        return source instanceof Inline inline ? Optional.of(inline.tensor()) : Optional.empty();
    }

    /**
     * Where its elements lie.
     *
     * @return their place; empty where they are in no file
     */
    public Optional<ExternalData> place() {
        return source instanceof InFile file ? Optional.of(file.place()) : Optional.empty();
    }

    /**
     * The type of its elements where they are.
     *
     * @return the type, which need not be the one that the graph takes them for
     */
    public DataType stored() {
        return source instanceof InFile file
                ? file.stored()
                : source instanceof Computed computed ? computed.stored() : type;
    }

    /**
     * Its value, if it is of a single element.
     *
     * @return a 32- or 64-bit number that is in the graph; empty for others
     */
    public OptionalDouble scalar() {
        return inline().map(Tensors::scalarValue).orElse(OptionalDouble.empty());
    }

    /**
     * Its elements, if they are few integers.
     *
     * @param limit how many they may be
     * @return 64-bit integers that are in the graph; empty for others
     */
    public Optional<List<Long>> integers(int limit) {
        return inline().flatMap(tensor -> Tensors.integers(tensor, limit));
    }

    /**
     * The same elements, taken for another type when they are fed.
     *
     * @param other a floating-point type
     * @return a weight whose elements are not in the graph
     * @throws IllegalStateException if they are in the graph, where they would have to be converted now
     */
    Weight takenFor(DataType other) {
        if (source instanceof Inline) {
            throw new IllegalStateException("the elements of " + name + " are in the graph");
        }
        return new Weight(name, other, shape, source);
    }

    /**
     * The same under another name.
     *
     * @param other its name
     * @return a weight
     */
    public Weight named(String other) {
        Source renamed = source instanceof Inline inline
                ? new Inline(inline.tensor().toBuilder().setName(other).build())
                : source;
        return new Weight(other, type, shape, renamed);
    }

    /**
     * Whether a model can say where its elements are: they are in the graph, or in a file and of the type there that the graph takes
     * them for. Others have to be fed.
     *
     * @return true if so
     */
    public boolean isDescribable() {
        return !(source instanceof Computed) && stored() == type;
    }

    /**
     * The weight as a model describes it.
     *
     * @return a tensor with its elements, or with their place
     * @throws IllegalStateException if no model can say where they are
     */
    public TensorProto toProto() {
        if (!isDescribable()) {
            throw new IllegalStateException("the elements of " + name + " have to be fed");
        }
        return source instanceof Inline inline
                ? inline.tensor()
                : ((InFile) source).description().toBuilder().setName(name).build();
    }
}
