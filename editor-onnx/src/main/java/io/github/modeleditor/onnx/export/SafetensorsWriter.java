package io.github.modeleditor.onnx.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes float matrices as a safetensors file, one after the other. */
final class SafetensorsWriter {
    /** Where the tensors begin is a multiple of this. */
    private static final int ALIGNMENT = 8;

    private final ObjectNode header = new ObjectMapper().createObjectNode();
    private final List<Matrix> matrices = new ArrayList<>();
    private long end;

    /** Notes to go into the header. */
    SafetensorsWriter(Map<String, String> metadata) {
        metadata.forEach(header.putObject("__metadata__")::put);
    }

    /** What gives the element of a row and a column. */
    @FunctionalInterface
    interface Elements {
        float at(int row, int column);
    }

    private record Matrix(int rows, int columns, Elements elements) {}

    /** Adds a matrix, which is asked for its elements when the file is written. */
    void add(String name, int rows, int columns, Elements elements) {
        ObjectNode entry = header.putObject(name);
        entry.put("dtype", "F32");
        entry.putArray("shape").add(rows).add(columns);
        long begin = end;
        end += (long) rows * columns * Float.BYTES;
        entry.putArray("data_offsets").add(begin).add(end);
        matrices.add(new Matrix(rows, columns, elements));
    }

    void writeTo(OutputStream out) throws IOException {
        byte[] json = new ObjectMapper().writeValueAsBytes(header);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .array());
        out.write(padded);
        for (Matrix matrix : matrices) {
            ByteBuffer row = ByteBuffer.allocate(matrix.columns() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    row.putFloat(j * Float.BYTES, matrix.elements().at(i, j));
                }
                out.write(row.array());
            }
        }
    }
}
