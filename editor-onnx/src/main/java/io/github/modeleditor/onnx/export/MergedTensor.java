package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A weight with an adapter added. */
sealed interface MergedTensor permits MergedMatrix, DequantizedMatrix {
    /** How much is in memory of a weight that lies in a file. */
    int BLOCK = 1 << 22;

    /** The weight as it is; where this lies, the merged one goes. */
    TensorProto weight();

    /** The node of the model that multiplies by it, directly or transposed, or looks rows of it up. */
    Node reader();

    /** Whether the reader gets a tensor of its own and the weight stays, for others read it, or it has another form. */
    boolean separate();

    /** The merged weight under a name: its type and shape, no data. */
    TensorProto described(String name);

    /** The merged weight's data, in memory as a whole. */
    ByteString bytes() throws IOException;

    /**
     * Writes the merged weight's data, some rows at a time.
     *
     * @param in the file of the weight as it is, from its first byte on
     * @param out where to
     */
    void copy(InputStream in, OutputStream out) throws IOException;

    default long byteLength() {
        TensorProto described = described(weight().getName());
        return ElementTypes.bytes(ElementTypes.of(described.getDataType()), Tensors.elements(described));
    }
}
