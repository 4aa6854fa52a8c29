package io.github.modeleditor.importer.tensor;

import io.github.modeleditor.importer.tensor.FewBits.ScaleAndZero;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The three weights of ONNX Runtime's product with a matrix of few bits.
 *
 * @param matrix what is written
 * @param rows of it
 * @param blocks of a row
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">MatMulNBits</a>
 */
public record PackedBlocks(FewBits matrix, long rows, long blocks) {
    /**
     * The bytes of a block.
     *
     * @return how many
     */
    public long blockBytes() {
        return FewBits.BLOCK * (long) matrix.bits() / Byte.SIZE;
    }

    /**
     * The whole numbers, those of 4 bits two to a byte, the first in the lower half.
     *
     * @return bytes, [rows, blocks, {@link #blockBytes()}]
     */
    public WeightContent numbers() {
        return out -> {
            byte[] packed = new byte[(int) blockBytes()];
            each(out, (numbers, shared) -> {
                if (matrix.bits() == Byte.SIZE) {
                    return numbers;
                }
                for (int i = 0; i < packed.length; i++) {
                    packed[i] = (byte) (numbers[2 * i] | (numbers[2 * i + 1] << 4));
                }
                return packed;
            });
        };
    }

    /**
     * The scales.
     *
     * @return in single precision, [rows, blocks]
     */
    public WeightContent scales() {
        return floats(ScaleAndZero::scale);
    }

    /**
     * The zero points.
     *
     * @return in single precision, [rows, blocks]
     */
    public WeightContent zeroPoints() {
        return floats(ScaleAndZero::zero);
    }

    private interface Part {
        float of(ScaleAndZero shared);
    }

    private interface Written {
        byte[] of(byte[] numbers, ScaleAndZero shared);
    }

    private WeightContent floats(Part part) {
        return out -> {
            byte[] bytes = new byte[Float.BYTES];
            ByteBuffer number = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            each(out, (numbers, shared) -> {
                number.putFloat(0, part.of(shared));
                return bytes;
            });
        };
    }

    private void each(OutputStream out, Written written) throws IOException {
        byte[] numbers = new byte[FewBits.BLOCK];
        for (long row = 0; row < rows; row++) {
            for (long block = 0; block < blocks; block++) {
                ScaleAndZero shared = matrix.read(row, block, numbers);
                out.write(written.of(numbers, shared));
            }
        }
    }
}
