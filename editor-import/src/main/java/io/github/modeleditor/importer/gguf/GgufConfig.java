package io.github.modeleditor.importer.gguf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.tensor.TensorData;
import java.util.List;
import java.util.Map;

/** What a GGUF file says of its model, in the words of {@code config.json}. */
final class GgufConfig {
    /** What the architectures are called here, where that is not what they are called there. */
    private static final Map<String, String> TYPES = Map.of("gptneox", "gpt_neox", "gemma3", "gemma3_text");

    private final GgufMetadata words;
    private final Map<String, TensorData> tensors;
    private final String architecture;
    private final ObjectNode json = new ObjectMapper().createObjectNode();

    private GgufConfig(GgufFile file) {
        words = file.metadata();
        tensors = file.tensors();
        architecture = words.requireText("general.architecture");
    }

    static Config of(GgufFile file) {
        GgufConfig config = new GgufConfig(file);
        config.translate();
        return new Config(file.metadata().file(), config.json);
    }

    private void translate() {
        if (words.integer(key("expert_count")).orElse(0L) > 0) {
            throw new UnsupportedModelException(
                    "The model in " + words.file() + " is a mixture of experts, which cannot be imported.");
        }
        json.put("model_type", TYPES.getOrDefault(architecture, architecture));
        integer("hidden_size", "embedding_length");
        integer("num_hidden_layers", "block_count");
        integer("max_position_embeddings", "context_length");
        integer("num_attention_heads", "attention.head_count");
        integer("num_key_value_heads", "attention.head_count_kv");
        integer("intermediate_size", "feed_forward_length");
        integer("head_dim", "attention.key_length");
        integer("sliding_window", "attention.sliding_window");
        number("attn_logit_softcapping", "attn_logit_softcapping");
        number("final_logit_softcapping", "final_logit_softcapping");
        number("logits_scaling", "logit_scale");
        number("residual_multiplier", "residual_scale");
        number("embedding_multiplier", "embedding_scale");
        number("attention_multiplier", "attention.scale");
        number("rms_norm_eps", "attention.layer_norm_rms_epsilon");
        for (String name : new String[] {"layer_norm_epsilon", "layer_norm_eps", "norm_epsilon"}) {
            number(name, "attention.layer_norm_epsilon");
        }
        falcon();
        windows();
        words.flag(key("use_parallel_residual")).ifPresent(flag -> json.put("use_parallel_residual", flag));
        json.put("vocab_size", rows("token_embd.weight"));
        json.put("tie_word_embeddings", !tensors.containsKey("output.weight"));
        json.put(
                "attention_bias",
                tensors.containsKey("blk.0.attn_q.bias") || tensors.containsKey("blk.0.attn_qkv.bias"));
        json.put("mlp_bias", tensors.containsKey("blk.0.ffn_up.bias"));
        json.put("bias", json.path("mlp_bias").booleanValue());
        json.put("use_bias", json.path("mlp_bias").booleanValue());
        // How the converter of llama.cpp lays things out otherwise than Hugging Face's library.
        json.put("norm_weight_offset", 0);
        json.put("stores_transposed", false);
        json.put("packs_side_by_side", true);
        rope();
        tokens();
    }

    /** Two norms side by side tell the newer of its architectures. */
    private void falcon() {
        if (architecture.equals("falcon")) {
            json.put("new_decoder_architecture", tensors.containsKey("blk.0.attn_norm_2.weight"));
            json.put("multi_query", json.path("num_key_value_heads").asInt() == 1);
            json.set("num_kv_heads", json.path("num_key_value_heads"));
        }
    }

    /** Which layers have a window, where that is said of each. */
    private void windows() {
        if (words.values().get(key("attention.sliding_window_pattern")) instanceof List<?> pattern) {
            ArrayNode types = json.putArray("layer_types");
            pattern.forEach(
                    windowed -> types.add(Boolean.TRUE.equals(windowed) ? "sliding_attention" : "full_attention"));
        }
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    private void integer(String name, String key) {
        words.integer(key(key)).ifPresent(value -> json.put(name, value));
    }

    private void number(String name, String key) {
        words.number(key(key)).ifPresent(value -> json.put(name, value));
    }

    private long rows(String tensor) {
        TensorData data = tensors.get(tensor);
        if (data == null || data.shape().isEmpty()) {
            throw new InvalidModelException(
                    "The GGUF file " + words.file() + " has no tensor " + tensor + ". Download it again.");
        }
        return data.shape().get(0);
    }

    private void rope() {
        ObjectNode rope = json.putObject("rope_parameters");
        words.number(key("rope.freq_base")).ifPresent(theta -> rope.put("rope_theta", theta));
        words.integer(key("rope.dimension_count")).ifPresent(rotated -> {
            long width = json.path("head_dim")
                    .asLong(json.path("hidden_size").asLong()
                            / Math.max(1, json.path("num_attention_heads").asLong()));
            rope.put("partial_rotary_factor", rotated / (double) Math.max(1, width));
        });
        words.integer(key("rope.scaling.original_context_length"))
                .ifPresent(length -> rope.put("original_max_position_embeddings", length));
        String type = words.text(key("rope.scaling.type")).orElse("none");
        TensorData factors = tensors.get("rope_freqs.weight");
        if (factors != null) {
            // Divisors of the frequencies, as llama3 makes them: the same for texts of any length.
            rope.put("rope_type", "longrope").put("attention_factor", 1.0);
            rope.set("short_factor", numbers(factors));
            rope.set("long_factor", numbers(factors));
        } else if (tensors.containsKey("rope_factors_long.weight")
                && tensors.containsKey("rope_factors_short.weight")) {
            rope.put("rope_type", "longrope");
            words.number(key("rope.scaling.attn_factor")).ifPresent(factor -> rope.put("attention_factor", factor));
            rope.set("short_factor", numbers(tensors.get("rope_factors_short.weight")));
            rope.set("long_factor", numbers(tensors.get("rope_factors_long.weight")));
        } else if (!type.equals("none")) {
            rope.put("rope_type", type);
            words.number(key("rope.scaling.factor")).ifPresent(factor -> rope.put("factor", factor));
        }
    }

    private static ArrayNode numbers(TensorData tensor) {
        float[] values = new float[Math.toIntExact(Math.min(tensor.elements(), 1 << 16))];
        tensor.read(0, values.length, values, 0);
        ArrayNode numbers = new ObjectMapper().createArrayNode();
        for (float value : values) {
            numbers.add(value);
        }
        return numbers;
    }

    private void tokens() {
        words.integer("tokenizer.ggml.bos_token_id").ifPresent(id -> json.put("bos_token_id", id));
        words.integer("tokenizer.ggml.eos_token_id").ifPresent(id -> json.put("eos_token_id", id));
        words.integer("tokenizer.ggml.padding_token_id").ifPresent(id -> json.put("pad_token_id", id));
    }
}
