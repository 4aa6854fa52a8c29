package io.github.modeleditor.importer.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Writes the transpose of a matrix some columns at a time, so that the memory this takes does not grow with the matrix. Columns come in
 * multiples of the blocks that quantized formats store them in.
 */
final class Panels implements WeightContent {
    /** How many numbers are held at once. */
    static final int FLOATS = 1 << 20;

    /** The longest block of any format. */
    private static final int BLOCK = 256;

    private final TensorData matrix;

    Panels(TensorData matrix) {
        this.matrix = matrix;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = matrix.width();
        int width = Math.min(columns, Math.max(BLOCK, FLOATS / Math.max(1, rows) / BLOCK * BLOCK));
        float[] part = new float[width];
        byte[] line = new byte[Math.multiplyExact(rows, Float.BYTES)];
        FloatBuffer floats =
                ByteBuffer.wrap(line).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] panel = new float[Math.multiplyExact(width, rows)];
        for (int first = 0; first < columns; first += width) {
            int some = Math.min(width, columns - first);
            for (int row = 0; row < rows; row++) {
                matrix.read((long) row * columns + first, some, part, 0);
                for (int column = 0; column < some; column++) {
                    panel[column * rows + row] = part[column];
                }
            }
            for (int column = 0; column < some; column++) {
                floats.clear().put(panel, column * rows, rows);
                out.write(line);
            }
        }
    }
}
