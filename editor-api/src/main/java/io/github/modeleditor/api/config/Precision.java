package io.github.modeleditor.api.config;

/**
 * What numbers the frozen model is computed in. The adapter's weights, their gradients and the optimizer's state are of single
 * precision always, and so is what a 16-bit type would spoil: soft maxima, normalization, rotary angles, and the loss.
 */
public enum Precision {
    /** 32 bits, the default; models of half precision are computed in it too. */
    FLOAT32,
    /**
     * 16 bits of 11 significant ones, up to 65504: half the memory of the frozen weights, and the fast type of GPUs. The
     * loss is scaled while training, and a step whose gradients overflow all the same is skipped. On a CPU it works, slower
     * than single precision.
     *
     * @see <a href="https://arxiv.org/abs/1710.03740">Mixed Precision Training</a>
     */
    FLOAT16,
    /** 16 bits of 8 significant ones with the range of single precision; on GPUs only. */
    BFLOAT16,
    /**
     * 8-bit integers for training alone: what is multiplied with a frozen matrix is rounded, row by row, and so is the matrix,
     * column by column, on the way to the loss and on the way back. The head, attention's own products and everything else
     * stay in single precision, and so does all that is measured or generated. Faster on CPUs with instructions for it,
     * such as AVX-512 VNNI; on the CPU only. A CPU with AVX2 and without VNNI computes the same numbers, hardly faster than in single
     * precision.
     *
     * @see <a href="https://arxiv.org/abs/2208.07339">LLM.int8(), section 2.1</a>
     */
    INT8;

    /**
     * Whether these are 16-bit numbers.
     *
     * @return true for {@link #FLOAT16} and {@link #BFLOAT16}
     */
    public boolean isHalf() {
        return this == FLOAT16 || this == BFLOAT16;
    }
}
