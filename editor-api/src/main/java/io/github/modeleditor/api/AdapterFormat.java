package io.github.modeleditor.api;

/** How an adapter lies on the disk. What reads an adapter tells the formats apart by itself; GGUF is written alone. */
public enum AdapterFormat {
    /**
     * An {@code .onnx_adapter} file: the inputs of the base graph that an edit saves beside it, A as [in, rank] and B as
     * [rank, out] with the scale folded in. ONNX Runtime loads it in any language.
     */
    ONNX,

    /**
     * A folder with {@code adapter_config.json} and {@code adapter_model.safetensors}, as Hugging Face's PEFT writes and
     * loads it: A as [rank, in], B as [out, rank], the scale apart from both, in float32.
     */
    PEFT,

    /**
     * An {@code .onnx_adapter} file under the names that onnxruntime-genai's model builder gives to the weights of a LoRA
     * ({@code model.layers.0.attn.q_proj.lora_A.MatMul.weight}), for a graph that was built from the same weights. It
     * carries no fingerprint, since it is for another graph than the one that was edited.
     */
    GENAI,

    /**
     * A GGUF file that llama.cpp and Ollama put on the model as it was published, with A as [rank, in] and B as [out, rank] in
     * float32. It carries no fingerprint, and is not read back.
     */
    GGUF
}
