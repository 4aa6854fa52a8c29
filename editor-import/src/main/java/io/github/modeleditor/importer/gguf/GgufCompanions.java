package io.github.modeleditor.importer.gguf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a Hugging Face folder that a GGUF file holds the content of. */
final class GgufCompanions {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What {@link GgufConfig} says for our own use. */
    private static final List<String> OWN = List.of("norm_weight_offset", "stores_transposed", "packs_side_by_side");

    private GgufCompanions() {}

    static Map<String, WeightContent> of(GgufMetadata words, Config config) {
        Map<String, WeightContent> files = new LinkedHashMap<>();
        ObjectNode said = config.json().deepCopy();
        said.remove(OWN);
        words.text("general.name").ifPresent(name -> said.put("_name_or_path", name));
        files.put("config.json", content(said));
        ObjectNode generation = JSON.createObjectNode();
        for (String token : List.of("bos_token_id", "eos_token_id", "pad_token_id")) {
            if (config.has(token)) {
                generation.set(token, config.json().get(token));
            }
        }
        files.put("generation_config.json", content(generation));
        if (words.has("tokenizer.ggml.model")) {
            GgufTokenizer tokenizer = GgufTokenizer.of(words);
            files.put("tokenizer.json", content(tokenizer.json()));
            files.put("tokenizer_config.json", content(tokenizer.config()));
        }
        return files;
    }

    private static WeightContent content(JsonNode json) {
        return out -> out.write(bytes(json));
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values", e);
        }
    }
}
