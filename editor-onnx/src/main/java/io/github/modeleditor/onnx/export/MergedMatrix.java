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

/**
 * A matrix of floating-point numbers with an adapter added, in its own type.
 *
 * @param weight the weight as it is
 * @param delta what is added
 * @param reader the node of the model that reads it
 * @param operand which of the reader's inputs it is
 * @param separate whether others read the weight too, so that the reader needs a copy of its own
 */
record MergedMatrix(TensorProto weight, WeightDelta delta, Node reader, int operand, boolean separate)
        implements MergedTensor {

    private DataType type() {
        return ElementTypes.of(weight.getDataType());
    }

    @Override
    public TensorProto described(String name) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(weight.getDataType())
                .addAllDims(weight.getDimsList())
                .build();
    }

    @Override
    public ByteString bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(byteLength())).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(TensorBytes.inGraph(weight)).rewind();
        delta.addTo(bytes, type(), 0);
        return ByteString.copyFrom(bytes.rewind());
    }

    @Override
    public void copy(InputStream in, OutputStream out) throws IOException {
        int rowBytes = Math.toIntExact(ElementTypes.bytes(type(), delta.columns()));
        int step = Math.max(1, BLOCK / rowBytes);
        for (int row = 0; row < delta.rows(); row += step) {
            int length = Math.min(step, delta.rows() - row) * rowBytes;
            byte[] block = in.readNBytes(length);
            if (block.length < length) {
                throw new IOException("the weight " + weight.getName() + " was cut off meanwhile");
            }
            delta.addTo(ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN), type(), row);
            out.write(block);
        }
    }
}
