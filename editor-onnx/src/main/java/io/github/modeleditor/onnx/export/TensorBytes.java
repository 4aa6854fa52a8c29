package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.ExternalData;
import io.github.modeleditor.graph.ir.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The elements of a tensor as bytes, little-endian, wherever they lie. */
final class TensorBytes {
    private TensorBytes() {}

    /**
     * The bytes of a tensor; those that lie in a file are mapped, not read.
     *
     * @param tensor of no more than 2 GB
     * @param folder the folder of its graph
     * @return its bytes, read-only
     * @throws IOException if its file cannot be mapped
     */
    static ByteBuffer of(TensorProto tensor, Path folder) throws IOException {
        ExternalData place = ExternalData.of(tensor, folder).orElse(null);
        if (place == null) {
            return inGraph(tensor);
        }
        try (FileChannel file = FileChannel.open(place.file(), StandardOpenOption.READ)) {
            return file.map(MapMode.READ_ONLY, place.offset(), place.length()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /**
     * The bytes of a tensor that lies in the graph.
     *
     * @param tensor of floating-point numbers or 8-bit integers
     * @return its bytes, read-only
     */
    static ByteBuffer inGraph(TensorProto tensor) {
        if (!tensor.getRawData().isEmpty()) {
            return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
        DataType type = ElementTypes.of(tensor.getDataType());
        int length = Math.toIntExact(ElementTypes.bytes(type, Tensors.elements(tensor)));
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        tensor.getFloatDataList().forEach(bytes::putFloat);
        tensor.getDoubleDataList().forEach(bytes::putDouble);
        // Numbers of 8 and 16 bits lie in the lower parts of these.
        boolean isByte = length == Tensors.elements(tensor);
        for (int number : tensor.getInt32DataList()) {
            if (isByte) {
                bytes.put((byte) number);
            } else {
                bytes.putShort((short) number);
            }
        }
        return bytes.rewind();
    }
}
