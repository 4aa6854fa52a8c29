package io.github.modeleditor.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.importer.family.Family;

/** The {@code genai_config.json} by which onnxruntime-genai runs the folder. */
final class GenaiConfig {
    static final String NAME = "genai_config.json";

    private GenaiConfig() {}

    static byte[] of(Family family, JsonNode config) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ObjectNode model = root.putObject("model");
        for (String token : new String[] {"bos_token_id", "eos_token_id", "pad_token_id"}) {
            if (config.hasNonNull(token)) {
                model.set(token, config.get(token));
            }
        }
        if (!model.has("pad_token_id") && model.has("eos_token_id")) {
            JsonNode end = model.get("eos_token_id");
            model.set("pad_token_id", end.isArray() ? end.path(0) : end);
        }
        model.put("context_length", family.positions());
        model.put("vocab_size", family.vocabularySize());
        model.put("type", "decoder");
        ObjectNode decoder = model.putObject("decoder");
        decoder.putObject("session_options").put("log_id", "onnxruntime-genai").putArray("provider_options");
        decoder.put("filename", "model.onnx");
        decoder.put("head_size", family.headWidth());
        decoder.put("hidden_size", family.hiddenSize());
        decoder.put("num_attention_heads", family.heads());
        decoder.put("num_hidden_layers", family.layers());
        decoder.put("num_key_value_heads", family.keyHeads());
        decoder.putObject("inputs")
                .put("input_ids", "input_ids")
                .put("attention_mask", "attention_mask")
                .put("position_ids", "position_ids")
                .put("past_key_names", "past_key_values.%d.key")
                .put("past_value_names", "past_key_values.%d.value");
        decoder.putObject("outputs")
                .put("logits", "logits")
                .put("present_key_names", "present.%d.key")
                .put("present_value_names", "present.%d.value");
        root.putObject("search")
                .put("do_sample", false)
                .put("max_length", family.positions())
                .put("past_present_share_buffer", false);
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values", e);
        }
    }
}
