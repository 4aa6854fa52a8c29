package io.github.modeleditor.onnx.export;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The tables of ONNX Runtime's adapter format, as flatc would read them.
 *
 * <pre>
 *   table Parameter { name: string; dims: [int64]; data_type: int32; raw_data: [uint8] (force_align: 8); }
 *   table Adapter   { format_version: int32; adapter_version: int32; model_version: int32; parameters: [Parameter];
 *                     base_fingerprint: string; }
 *   root_type Adapter; file_identifier "TORT";
 * </pre>
 *
 * <p>{@code base_fingerprint} is this library's own; other readers skip fields that they do not know.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/lora/adapter_format/adapter_schema.fbs">
 *     adapter_schema.fbs</a>
 */
final class AdapterTables {
    static final String IDENTIFIER = "TORT";
    static final int FORMAT_VERSION = 1;

    /** The number ONNX gives to 32-bit floats. */
    static final int FLOAT = 1;

    static final int FLOAT16 = 10;
    static final int BFLOAT16 = 16;

    private AdapterTables() {}

    /** Where the n-th field of a table stands in its list of offsets. */
    private static int slot(int field) {
        return 4 + 2 * field;
    }

    static int parameter(FlatBufferBuilder builder, String name, long[] dimensions, int dataOffset) {
        return parameter(builder, name, dimensions, FLOAT, dataOffset);
    }

    static int parameter(FlatBufferBuilder builder, String name, long[] dimensions, int type, int dataOffset) {
        builder.startVector(Long.BYTES, dimensions.length, Long.BYTES);
        for (int axis = dimensions.length - 1; axis >= 0; axis--) {
            builder.addLong(dimensions[axis]);
        }
        int dims = builder.endVector();
        int text = builder.createString(name);
        builder.startTable(4);
        builder.addOffset(0, text, 0);
        builder.addOffset(1, dims, 0);
        builder.addInt(2, type, 0);
        builder.addOffset(3, dataOffset, 0);
        return builder.endTable();
    }

    static void finish(FlatBufferBuilder builder, int[] parameters, @Nullable String fingerprint) {
        int vector = builder.createVectorOfTables(parameters);
        int base = fingerprint == null ? 0 : builder.createString(fingerprint);
        builder.startTable(5);
        builder.addInt(0, FORMAT_VERSION, 0);
        builder.addInt(1, 1, 0);
        builder.addInt(2, 1, 0);
        builder.addOffset(3, vector, 0);
        builder.addOffset(4, base, 0);
        builder.finish(builder.endTable(), IDENTIFIER);
    }

    /** The root table. */
    static final class AdapterTable extends Table {
        AdapterTable(ByteBuffer bytes) {
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            __reset(bytes.getInt(bytes.position()) + bytes.position(), bytes);
        }

        static boolean hasIdentifier(ByteBuffer bytes) {
            return bytes.remaining() >= 8 && __has_identifier(bytes, IDENTIFIER);
        }

        int formatVersion() {
            int offset = __offset(slot(0));
            return offset == 0 ? 0 : bb.getInt(offset + bb_pos);
        }

        int parameters() {
            int offset = __offset(slot(3));
            return offset == 0 ? 0 : __vector_len(offset);
        }

        ParameterTable parameter(int index) {
            return new ParameterTable(__indirect(__vector(__offset(slot(3))) + Integer.BYTES * index), bb);
        }

        @Nullable
        String baseFingerprint() {
            int offset = __offset(slot(4));
            return offset == 0 ? null : __string(offset + bb_pos);
        }
    }

    /** One tensor. */
    static final class ParameterTable extends Table {
        ParameterTable(int position, ByteBuffer bytes) {
            __reset(position, bytes);
        }

        String name() {
            return __string(__offset(slot(0)) + bb_pos);
        }

        int rank() {
            return __vector_len(__offset(slot(1)));
        }

        long dimension(int axis) {
            return bb.getLong(__vector(__offset(slot(1))) + Long.BYTES * axis);
        }

        int dataType() {
            int offset = __offset(slot(2));
            return offset == 0 ? 0 : bb.getInt(offset + bb_pos);
        }

        ByteBuffer data() {
            int offset = __offset(slot(3));
            return bb.slice(__vector(offset), __vector_len(offset)).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
