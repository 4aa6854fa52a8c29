package io.github.modeleditor.onnx;

import java.util.List;
import java.util.stream.Stream;

/** The tiny decoders that optimizers have fused, under {@code fixtures/fused}. */
public final class FusedFixtures {
    /** In single precision. */
    public static final List<String> SINGLE =
            named("llama-genai-fp32", "phi3-genai-fp32", "gemma2-genai-fp32", "gpt2-optimizer", "llama-optimizer");

    /** With weights of 4 bits, computed in single precision. */
    public static final List<String> QUANTIZED = named("llama-genai-int4", "phi3-genai-int4-asymmetric");

    /** In half precision, some with weights of 4 bits. */
    public static final List<String> HALF = named(
            "llama-genai-fp16-cpu",
            "llama-genai-fp16-cuda",
            "llama-genai-bf16-cuda",
            "llama-genai-int4-fp16",
            "gpt2-optimizer-fp16");

    public static final List<String> ALL =
            Stream.of(SINGLE, QUANTIZED, HALF).flatMap(List::stream).toList();

    /** Those with a key/value cache. */
    public static final List<String> CACHED =
            ALL.stream().filter(name -> name.contains("genai")).toList();

    /** Those whose every operator ONNX Runtime can run on the CPU as it is. */
    public static final List<String> RUNNABLE =
            ALL.stream().filter(name -> !name.contains("bf16")).toList();

    private FusedFixtures() {}

    private static List<String> named(String... names) {
        return Stream.of(names).map(name -> "fused/" + name).toList();
    }
}
