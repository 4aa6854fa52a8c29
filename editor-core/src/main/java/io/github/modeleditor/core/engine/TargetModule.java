package io.github.modeleditor.core.engine;

/**
 * One projection {@code y = xW}, or embedding {@code y = W[x]}, that an adapter attaches to, and where its two matrices lie
 * among the weights.
 *
 * @param path its module path, such as {@code model.layers.0.self_attn.q_proj}
 * @param inputs the width of x; the vocabulary of an embedding
 * @param outputs the width of y
 * @param rank the inner width of the adapter
 * @param offset where A, of shape [inputs, rank] and row-major, begins; B, of shape [rank, outputs], follows it
 * @param embedding whether x are token ids, which pick rows of A
 */
public record TargetModule(String path, int inputs, int outputs, int rank, int offset, boolean embedding) {
    /**
     * The last part of a module path, by which PEFT names modules in all layers at once.
     *
     * @param path such as {@code model.layers.0.self_attn.q_proj}
     * @return what is after its last dot, such as {@code q_proj}; all of it where there is none
     */
    public static String lastPart(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /**
     * What it attaches to, without the adapter.
     *
     * @return path and widths
     */
    public LoraLayout.Projection projection() {
        return new LoraLayout.Projection(path, inputs, outputs, embedding);
    }

    /**
     * The number of elements of A.
     *
     * @return inputs times rank
     */
    public int sizeOfA() {
        return inputs * rank;
    }

    /**
     * The number of elements of B.
     *
     * @return rank times outputs
     */
    public int sizeOfB() {
        return rank * outputs;
    }

    /**
     * Where B begins.
     *
     * @return the index of its first element
     */
    public int offsetOfB() {
        return offset + sizeOfA();
    }
}
