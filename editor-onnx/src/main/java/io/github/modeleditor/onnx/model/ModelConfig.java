package io.github.modeleditor.onnx.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import io.github.modeleditor.api.error.InvalidModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What {@code config.json} and {@code generation_config.json} say, or, where there is no {@code config.json}, the {@code
 * genai_config.json} of onnxruntime-genai; what none says is left open.
 *
 * @param maximumPositions tokens a text may have
 * @param beginOfText the token a text begins with
 * @param endOfText tokens that end a text
 * @param window how many tokens before it a token sees in some layers, where these are not all
 */
public record ModelConfig(
        OptionalInt maximumPositions, OptionalInt beginOfText, List<Integer> endOfText, OptionalInt window) {
    public ModelConfig {
        endOfText = List.copyOf(endOfText);
    }

    /**
     * Reads the configuration beside a tokenizer. What the generation configuration says of special tokens comes first.
     *
     * @param folder the folder of {@code config.json}; either file may be missing
     * @return the configuration
     * @throws InvalidModelException if a file is there and no JSON
     */
    public static ModelConfig read(Path folder) {
        JsonNode own = JsonFile.read(folder.resolve("config.json"));
        JsonNode config = own.isMissingNode()
                ? JsonFile.read(folder.resolve("genai_config.json")).path("model")
                : own;
        JsonNode generation = JsonFile.read(folder.resolve("generation_config.json"));
        List<Integer> end = integers(generation.path("eos_token_id"));
        List<Integer> begin = integers(generation.path("bos_token_id"));
        return new ModelConfig(
                first(config, "max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "context_length"),
                begin.isEmpty() ? first(config, "bos_token_id") : OptionalInt.of(begin.get(0)),
                end.isEmpty() ? integers(config.path("eos_token_id")) : end,
                config.path("use_sliding_window").asBoolean(true)
                        ? first(config, "sliding_window", "window_size")
                        : OptionalInt.empty());
    }

    private static OptionalInt first(JsonNode config, String... names) {
        for (String name : names) {
            if (config.path(name).isInt()) {
                return OptionalInt.of(config.path(name).intValue());
            }
        }
        return OptionalInt.empty();
    }

    private static List<Integer> integers(JsonNode value) {
        if (value.isInt()) {
            return List.of(value.intValue());
        }
        ImmutableList.Builder<Integer> all = ImmutableList.builder();
        value.forEach(element -> all.add(element.intValue()));
        return all.build();
    }
}
