package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * A weight of a few bits with an adapter added, as a matrix [inputs, outputs] of the floating-point type that it is computed in.
 * Few bits have no room for the change: most of it is smaller than half a step between two of their numbers.
 *
 * @param quantized the weight as it is
 * @param delta what is added
 * @param reader the product
 */
record DequantizedMatrix(QuantizedMatrix quantized, WeightDelta delta, Node reader) implements MergedTensor {
    @Override
    public TensorProto weight() {
        return quantized.values();
    }

    @Override
    public boolean separate() {
        return true;
    }

    @Override
    public TensorProto described(String name) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(quantized.type().getNumber())
                .addDims(quantized.inputs())
                .addDims(quantized.outputs())
                .build();
    }

    @Override
    public ByteString bytes() throws IOException {
        ByteString.Output out = ByteString.newOutput(Math.toIntExact(byteLength()));
        write(out);
        return out.toByteString();
    }

    @Override
    public void copy(InputStream in, OutputStream out) throws IOException {
        write(out);
    }

    private void write(OutputStream out) throws IOException {
        DataType type = quantized.type();
        int rowBytes = Math.toIntExact(ElementTypes.bytes(type, quantized.outputs()));
        int step = Math.max(1, Math.min(quantized.blockSize(), BLOCK / rowBytes));
        ByteBuffer rows = ByteBuffer.allocate(step * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        QuantizedMatrix.Reader reader = quantized.open();
        for (int block = 0; block < quantized.blocks(); block++) {
            reader.turnTo(block);
            int start = block * quantized.blockSize();
            int end = Math.min(start + quantized.blockSize(), quantized.inputs());
            for (int first = start; first < end; first += step) {
                int from = first;
                int count = Math.min(step, end - first);
                IntStream.range(0, count).parallel().forEach(row -> {
                    double[] sums = new double[quantized.outputs()];
                    reader.read(from - start + row, sums);
                    delta.addTo(sums, from + row);
                    FloatRow.write(sums, rows, type, row * rowBytes);
                });
                out.write(rows.array(), 0, count * rowBytes);
            }
        }
    }
}
