package io.github.modeleditor.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.common.primitives.Doubles;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** A tensor of FLOAT, DOUBLE, FLOAT16, INT64, INT32, UINT8 or BOOL, its elements widened to doubles. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Tensor(DataType type, List<Long> shape, double[] elements) {
    public static Tensor of(DataType type, List<Long> shape, double... elements) {
        return new Tensor(type, shape, elements);
    }

    public static Tensor int64(List<Long> shape, long... elements) {
        return new Tensor(
                DataType.INT64, shape, Arrays.stream(elements).asDoubleStream().toArray());
    }

    /** The tensor of a name, which must be there. */
    public static Tensor named(String name, Map<String, Tensor> tensors) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /** A matrix of floats. */
    public static Tensor ofRows(float[][] rows) {
        double[] elements = new double[rows.length * rows[0].length];
        Arrays.setAll(elements, i -> rows[i / rows[0].length][i % rows[0].length]);
        return new Tensor(DataType.FLOAT, List.of((long) rows.length, (long) rows[0].length), elements);
    }

    /** Some rows along the last axis, all others counted as one. */
    public Tensor rows(long... indices) {
        int width = Math.toIntExact(shape.get(shape.size() - 1));
        double[] some = new double[indices.length * width];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(elements, Math.toIntExact(indices[i]) * width, some, i * width, width);
        }
        return new Tensor(type, List.of((long) indices.length, (long) width), some);
    }

    /** Elements between -1 and 1. */
    public static Tensor random(DataType type, List<Long> shape, Random random) {
        double[] elements = new double[Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact))];
        Arrays.setAll(elements, i -> 2 * random.nextDouble() - 1);
        return new Tensor(type, shape, elements);
    }

    /** This tensor and a multiple of another. */
    public Tensor plus(double factor, Tensor other) {
        double[] sum = new double[elements.length];
        Arrays.setAll(sum, i -> elements[i] + factor * other.elements[i]);
        return new Tensor(type, shape, sum);
    }

    public double dot(Tensor other) {
        double sum = 0;
        for (int i = 0; i < elements.length; i++) {
            sum += elements[i] * other.elements[i];
        }
        return sum;
    }

    /** The largest difference, relative to the largest element of the other. */
    public double relativeError(Tensor expected) {
        double difference = 0;
        for (int i = 0; i < elements.length; i++) {
            difference = Math.max(difference, Math.abs(elements[i] - expected.elements[i]));
        }
        return difference
                / Doubles.max(Arrays.stream(expected.elements).map(Math::abs).toArray());
    }

    public TensorProto toProto(String name) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(bytes(ByteOrder.LITTLE_ENDIAN)))
                .build();
    }

    /** The elements in their own type, in a direct buffer. */
    ByteBuffer bytes(ByteOrder order) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(elements.length * Double.BYTES).order(order);
        for (double element : elements) {
            switch (type) {
                case FLOAT -> bytes.putFloat((float) element);
                case DOUBLE -> bytes.putDouble(element);
                case INT64 -> bytes.putLong((long) element);
                case FLOAT16 -> bytes.putShort(Fp16Conversions.floatToFp16((float) element));
                case INT32 -> bytes.putInt((int) element);
                case BOOL, UINT8 -> bytes.put((byte) element);
                default -> throw new IllegalArgumentException("no tensor of type " + type);
            }
        }
        return bytes.flip().slice().order(order);
    }
}
