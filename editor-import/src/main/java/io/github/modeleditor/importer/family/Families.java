package io.github.modeleditor.importer.family;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The families that are known, by the {@code model_type} of their configurations. */
public final class Families {
    private static final Map<String, Function<Config, Family>> KNOWN = new TreeMap<>(Map.ofEntries(
            Map.entry("bloom", Bloom::new),
            Map.entry("falcon", Falcon::new),
            Map.entry("gemma", Gemma::new),
            Map.entry("gemma2", Gemma2::new),
            Map.entry("gemma3_text", Gemma3::new),
            Map.entry("gpt2", Gpt2::new),
            Map.entry("gpt_neox", GptNeoX::new),
            Map.entry("granite", Granite::new),
            Map.entry("llama", Llama::new),
            Map.entry("mistral", Mistral::new),
            Map.entry("olmo2", Olmo2::new),
            Map.entry("opt", Opt::new),
            Map.entry("phi3", Phi3::new),
            Map.entry("qwen2", Qwen2::new),
            Map.entry("qwen3", Qwen3::new),
            Map.entry("smollm3", SmolLM3::new),
            Map.entry("starcoder2", StarCoder2::new)));

    private Families() {}

    /**
     * The family of a model.
     *
     * @param config its configuration
     * @return what it is made of
     * @throws UnsupportedModelException if it is of none that is known, or has a trait that none of them has
     */
    public static Family of(Config config) {
        String type = config.text("model_type").orElse("");
        Function<Config, Family> family = KNOWN.get(type);
        if (family == null) {
            throw new UnsupportedModelException("The model of " + config.place() + " is of the architecture \""
                    + type + "\", which cannot be imported; known are " + String.join(", ", KNOWN.keySet())
                    + ". Export it to ONNX with Optimum or torch.onnx, and open that.");
        }
        return family.apply(config);
    }
}
