package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.github.modeleditor.onnx.ir.ElementTypes;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A weight with an adapter added.
 *
 * @param weight the weight as it is
 * @param delta what is added
 * @param reader the node of the model that multiplies by it, directly or transposed, or looks rows of it up
 * @param operand which of the reader's inputs it is
 * @param shared whether others read the weight too, so that the reader needs a copy of its own
 */
record MergedTensor(TensorProto weight, WeightDelta delta, Node reader, int operand, boolean shared) {
    /** How much is in memory of a weight that lies in a file. */
    private static final int BLOCK = 1 << 22;

    long byteLength() {
        return ElementTypes.bytes(ElementTypes.of(weight.getDataType()), Tensors.elements(weight));
    }

    /** The weight's bytes with the delta, of a weight that lies in the graph. */
    ByteString bytes() {
        ByteBuffer bytes = inGraph();
        delta.addTo(bytes, ElementTypes.of(weight.getDataType()), 0);
        return ByteString.copyFrom(bytes.rewind());
    }

    private ByteBuffer inGraph() {
        if (!weight.getRawData().isEmpty()) {
            return ByteBuffer.wrap(weight.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(byteLength())).order(ByteOrder.LITTLE_ENDIAN);
        weight.getFloatDataList().forEach(bytes::putFloat);
        weight.getDoubleDataList().forEach(bytes::putDouble);
        // Types of 16 bits lie in the lower halves of these.
        weight.getInt32DataList().forEach(number -> bytes.putShort(number.shortValue()));
        return bytes.rewind();
    }

    /** Copies the weight from a file, some rows at a time, and adds the delta on the way. */
    void copy(InputStream in, OutputStream out) throws IOException {
        int rowBytes = Math.toIntExact(ElementTypes.bytes(ElementTypes.of(weight.getDataType()), delta.columns()));
        int step = Math.max(1, BLOCK / rowBytes);
        for (int row = 0; row < delta.rows(); row += step) {
            int length = Math.min(step, delta.rows() - row) * rowBytes;
            byte[] block = in.readNBytes(length);
            if (block.length < length) {
                throw new IOException("the weight " + weight.getName() + " was cut off meanwhile");
            }
            delta.addTo(
                    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN), ElementTypes.of(weight.getDataType()), row);
            out.write(block);
        }
    }
}
