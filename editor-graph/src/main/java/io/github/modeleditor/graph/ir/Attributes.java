package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;

/** Makes attributes of nodes. */
public final class Attributes {
    private Attributes() {}

    /**
     * An integer.
     *
     * @param name its name
     * @param value its value
     * @return the attribute
     */
    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    /**
     * A list of integers.
     *
     * @param name its name
     * @param values its values
     * @return the attribute
     */
    public static AttributeProto integers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(Longs.asList(values))
                .build();
    }

    /**
     * A number.
     *
     * @param name its name
     * @param value its value
     * @return the attribute
     */
    public static AttributeProto number(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    /**
     * A text.
     *
     * @param name its name
     * @param value its value
     * @return the attribute
     */
    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }
}
