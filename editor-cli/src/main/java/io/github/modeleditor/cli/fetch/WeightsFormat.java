package io.github.modeleditor.cli.fetch;

/** In which form the weights of a model are wanted; many repositories have several. */
public enum WeightsFormat {
    /** Safetensors where there are any, else an ONNX graph, else GGUF. */
    AUTO,
    /** {@code model.safetensors} or its shards, with configuration and tokenizer. */
    SAFETENSORS,
    /** One GGUF file, which has everything. */
    GGUF,
    /** An ONNX graph and its weights, with configuration and tokenizer. */
    ONNX
}
