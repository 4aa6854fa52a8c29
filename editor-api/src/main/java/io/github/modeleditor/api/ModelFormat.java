package io.github.modeleditor.api;

/** What a model with an adapter in its weights is written as. */
public enum ModelFormat {
    /** The base model's folder, with the weights in their own types. */
    ONNX,

    /**
     * One GGUF file, for llama.cpp and Ollama: matrices in 16 bits, vectors in 32. For a base model that was published as GGUF or by
     * Hugging Face, and was given as it is or imported.
     */
    GGUF_F16,

    /**
     * The same with matrices in 8 bits, 32 numbers sharing a scale. Those whose rows cannot be divided by 32 have 16 bits.
     */
    GGUF_Q8_0
}
