package io.github.modeleditor.importer.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code tokenizer.json} in the words of GGUF: {@link GgufTokenizer}, the other way. Pieces of SentencePiece get scores that fall with the
 * rank of the merge that makes them.
 */
final class GgufVocabulary {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;
    private static final int BYTE = 6;
    private static final String SPACE = "\u2581";
    private static final float UNMADE = -1e6f;

    private final JsonNode tokenizer;
    private final JsonNode settings;
    private final JsonNode config;
    private final Path place;
    private final List<String> tokens;
    private final BitSet known = new BitSet();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Object> words = new LinkedHashMap<>();

    private GgufVocabulary(JsonNode tokenizer, JsonNode settings, JsonNode config, Path place, int size) {
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.config = config;
        this.place = place;
        tokens = new ArrayList<>(Collections.nCopies(size, ""));
        tokenizer.path("model").path("vocab").properties().forEach(entry -> put(entry.getKey(), entry.getValue()));
        tokenizer
                .path("added_tokens")
                .forEach(token -> put(token.path("content").asText(), token.path("id")));
    }

    private void put(String token, JsonNode id) {
        if (!id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= tokens.size()) {
            throw refused("has the token \"" + token + "\" of the number " + id + ", and the model has " + tokens.size()
                    + " tokens");
        }
        tokens.set(id.intValue(), token);
        known.set(id.intValue());
        ids.put(token, id.intValue());
    }

    /**
     * The words of a tokenizer.
     *
     * @param tokenizer its {@code tokenizer.json}
     * @param settings its {@code tokenizer_config.json}; missing where there is none
     * @param config the model's {@code config.json}
     * @param place the folder that a message should name
     * @param size how many rows the embedding has
     * @return what {@code tokenizer.*} says
     * @throws UnsupportedModelException if GGUF has no words for such a tokenizer
     */
    static Map<String, Object> words(JsonNode tokenizer, JsonNode settings, JsonNode config, Path place, int size) {
        return new GgufVocabulary(tokenizer, settings, config, place, size).translated();
    }

    private Map<String, Object> translated() {
        JsonNode model = tokenizer.path("model");
        if (!model.path("type").asText("BPE").equals("BPE")) {
            throw refused("is of the type " + model.path("type").asText());
        }
        boolean pieces = model.path("byte_fallback").asBoolean(false);
        List<Integer> types = types(model, pieces);
        words.put("tokenizer.ggml.model", pieces ? "llama" : "gpt2");
        words.put("tokenizer.ggml.pre", pieces ? "default" : pre());
        words.put("tokenizer.ggml.tokens", tokens);
        if (pieces) {
            words.put("tokenizer.ggml.scores", scores(model));
            words.put("tokenizer.ggml.add_space_prefix", beginsWithSpace());
        }
        words.put("tokenizer.ggml.token_type", types);
        if (!pieces) {
            words.put(
                    "tokenizer.ggml.merges",
                    merges(model).stream()
                            .map(pair -> pair.get(0) + " " + pair.get(1))
                            .toList());
        }
        token("bos", "begin");
        token("eos", "end");
        token("pad", "padding");
        token("unk", "unknown");
        surroundings();
        if (settings.path("chat_template").isTextual()) {
            words.put("tokenizer.chat_template", settings.path("chat_template").textValue());
        }
        return words;
    }

    private List<Integer> types(JsonNode model, boolean pieces) {
        Map<Integer, Boolean> added = new HashMap<>();
        tokenizer
                .path("added_tokens")
                .forEach(token -> added.put(
                        token.path("id").intValue(), token.path("special").asBoolean()));
        String unknown = model.path("unk_token").asText("");
        List<Integer> types = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            if (!known.get(id)) {
                tokens.set(id, "[PAD" + id + "]");
                types.add(UNUSED);
            } else if (pieces && token.equals(unknown)) {
                types.add(UNKNOWN);
            } else if (added.containsKey(id)) {
                types.add(added.getOrDefault(id, false) ? CONTROL : USER_DEFINED);
            } else {
                types.add(pieces && token.matches("<0x[0-9A-F]{2}>") ? BYTE : NORMAL);
            }
        }
        return types;
    }

    private String pre() {
        JsonNode normalizer = tokenizer.path("normalizer");
        boolean composes = normalizer.path("type").asText().equals("NFC");
        if (!composes && !normalizer.isMissingNode() && !normalizer.isNull()) {
            throw refused("normalizes texts by " + normalizer.path("type").asText());
        }
        return PreTokenizers.nameOf(tokenizer.path("pre_tokenizer"), ignoresMerges(), composes)
                .orElseThrow(() -> refused("cuts texts by " + tokenizer.path("pre_tokenizer")));
    }

    private boolean ignoresMerges() {
        return tokenizer.path("model").path("ignore_merges").asBoolean(false);
    }

    private static List<List<String>> merges(JsonNode model) {
        List<List<String>> merges = new ArrayList<>();
        for (JsonNode merge : model.path("merges")) {
            String text = merge.asText();
            int space = text.indexOf(' ', 1);
            merges.add(
                    merge.isArray()
                            ? List.of(merge.path(0).asText(), merge.path(1).asText())
                            : List.of(text.substring(0, space), text.substring(space + 1)));
        }
        return merges;
    }

    private List<Float> scores(JsonNode model) {
        float[] scores = new float[tokens.size()];
        Arrays.fill(scores, UNMADE);
        List<List<String>> merges = merges(model);
        int rank = 0;
        int last = -1;
        for (List<String> merge : merges) {
            Integer made = ids.get(merge.get(0) + merge.get(1));
            if (made == null) {
                throw refused("merges " + merge + " to no token");
            }
            if (made != last && scores[made] != UNMADE) {
                throw refused("makes \"" + tokens.get(made) + "\" by merges of different ranks, which has no scores");
            }
            if (made != last) {
                scores[made] = -rank++;
                last = made;
            }
        }
        List<Float> list = new ArrayList<>();
        for (float score : scores) {
            list.add(score);
        }
        // Every merge of two pieces that makes a third is one there.
        if (new ScoredMerges(tokens, ids, new ArrayList<Number>(list)).json().size() != merges.size()) {
            throw refused("does not merge all pieces that are a piece together, as SentencePiece does");
        }
        return list;
    }

    private boolean beginsWithSpace() {
        String normalizer = tokenizer.path("normalizer").toString();
        JsonNode cuts = tokenizer.path("pre_tokenizer");
        boolean plain = cuts.isNull()
                || cuts.isMissingNode()
                || cuts.path("type").asText().equals("Split");
        boolean metaspace = cuts.path("type").asText().equals("Metaspace");
        if (!(plain && normalizer.contains(SPACE)) && !metaspace) {
            throw refused("cuts texts by " + cuts + " after " + normalizer);
        }
        return metaspace
                ? !cuts.path("prepend_scheme").asText("always").equals("never")
                : normalizer.contains("\"Prepend\"");
    }

    /** The id of a token by its role: as the tokenizer's settings name it, or the model's configuration counts it. */
    private void token(String role, String name) {
        JsonNode named = settings.path(role + "_token");
        String token = named.isObject() ? named.path("content").asText() : named.asText("");
        JsonNode counted = config.path(role + "_token_id");
        Integer id = ids.get(token);
        if (id == null && (counted.isArray() ? counted.path(0) : counted).canConvertToInt()) {
            id = (counted.isArray() ? counted.path(0) : counted).intValue();
        }
        if (id != null && id >= 0 && id < tokens.size()) {
            words.put("tokenizer.ggml." + (role.equals("pad") || role.equals("unk") ? name : role) + "_token_id", id);
        }
    }

    /** Whether texts begin or end with a token for that. */
    private void surroundings() {
        JsonNode post = tokenizer.path("post_processor");
        JsonNode template = post;
        for (JsonNode part : post.path("processors")) {
            template = part.path("type").asText().equals("TemplateProcessing") ? part : template;
        }
        boolean begins = false;
        boolean ends = false;
        boolean text = false;
        for (JsonNode part : template.path("single")) {
            text |= part.has("Sequence");
            begins |= part.has("SpecialToken") && !text;
            ends |= part.has("SpecialToken") && text;
        }
        words.put("tokenizer.ggml.add_bos_token", begins);
        words.put("tokenizer.ggml.add_eos_token", ends);
    }

    private UnsupportedModelException refused(String reason) {
        return new UnsupportedModelException("The tokenizer in " + place + " " + reason
                + "; GGUF has no words for that. Save the adapter alone, or merge into ONNX.");
    }
}
