package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * How the whole numbers of a frozen matrix, from -127 to 127, lie in bytes. Their products are the same either way where a kernel adds
 * them up without loss; which kernels do depends on the processor.
 */
public enum IntegerBytes {
    /** As they are. Processors with instructions for sums of such products (VNNI, or Arm's) are fastest with these. */
    SIGNED(DataType.INT8, 0),
    /**
     * With 128 added. On x86 without such instructions a kernel for signed bytes adds pairs of products in 16 bits, of which {@code 2 * 255
     * * 127} takes 17; the one for unsigned bytes widens them first.
     */
    UNSIGNED(DataType.UINT8, 128);

    private final DataType type;
    private final int zero;

    IntegerBytes(DataType type, int zero) {
        this.type = type;
        this.zero = zero;
    }

    /**
     * The type of the matrix.
     *
     * @return one of 8 bits
     */
    public DataType type() {
        return type;
    }

    /**
     * What is added to each number, which is what stands for zero.
     *
     * @return 0 or 128
     */
    public int zero() {
        return zero;
    }
}
