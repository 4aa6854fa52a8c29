package io.github.modeleditor.importer.gguf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokenizer in a GGUF file as {@code tokenizer.json}: byte pairs of bytes ({@code gpt2}) with their merges, or pieces of SentencePiece
 * ({@code llama}) whose merges are found by their scores, as Hugging Face's own converter finds them.
 */
final class GgufTokenizer {
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final String SPACE = "\u2581";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GgufMetadata words;
    private final String model;
    private final String pre;
    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();

    private GgufTokenizer(GgufMetadata words) {
        this.words = words;
        model = words.requireText("tokenizer.ggml.model");
        pre = words.text("tokenizer.ggml.pre").orElse("default");
        tokens = words.texts("tokenizer.ggml.tokens");
        for (int id = 0; id < tokens.size(); id++) {
            if (ids.put(tokens.get(id), id) != null) {
                throw damaged("has the token \"" + tokens.get(id) + "\" twice");
            }
        }
        if (tokens.isEmpty()) {
            throw damaged("has no tokens");
        }
    }

    /**
     * Reads a tokenizer.
     *
     * @param words of the file
     * @return the tokenizer
     * @throws UnsupportedModelException if it is of another kind than those above
     */
    static GgufTokenizer of(GgufMetadata words) {
        GgufTokenizer tokenizer = new GgufTokenizer(words);
        if (!tokenizer.model.equals("gpt2") && !tokenizer.model.equals("llama")) {
            throw new UnsupportedModelException("The GGUF file " + words.file() + " has a tokenizer of the kind \""
                    + tokenizer.model + "\"; gpt2 (byte pairs) and llama (SentencePiece) are read.");
        }
        return tokenizer;
    }

    /** The {@code tokenizer.json}. */
    ObjectNode json() {
        boolean bytes = model.equals("gpt2");
        ObjectNode json = JSON.createObjectNode().put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        json.set("added_tokens", addedTokens());
        if (bytes) {
            if (PreTokenizers.composes(pre)) {
                json.putObject("normalizer").put("type", "NFC");
            } else {
                json.putNull("normalizer");
            }
            json.set("pre_tokenizer", PreTokenizers.of(pre, words.file()));
        } else {
            json.set("normalizer", spacesToPieces());
            json.putNull("pre_tokenizer");
        }
        postProcessor(json);
        json.set("decoder", bytes ? bytesBack() : piecesBack());
        ObjectNode bpe = json.putObject("model").put("type", "BPE");
        bpe.putNull("dropout");
        bpe.put("unk_token", bytes ? null : unknown().orElse(null));
        bpe.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        bpe.put("fuse_unk", !bytes).put("byte_fallback", !bytes);
        bpe.put("ignore_merges", bytes && PreTokenizers.ignoresMerges(pre));
        ObjectNode vocabulary = bpe.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        bpe.set("merges", bytes ? merges() : new ScoredMerges(tokens, ids, scores()).json());
        return json;
    }

    /** The {@code tokenizer_config.json}, with the chat template. */
    ObjectNode config() {
        ObjectNode json = JSON.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
        json.put("clean_up_tokenization_spaces", false);
        token("bos").ifPresent(token -> json.put("bos_token", token));
        token("eos").ifPresent(token -> json.put("eos_token", token));
        token("unknown").ifPresent(token -> json.put("unk_token", token));
        token("padding").ifPresent(token -> json.put("pad_token", token));
        words.text("tokenizer.chat_template").ifPresent(template -> json.put("chat_template", template));
        return json;
    }

    private Optional<String> token(String role) {
        return words.integer("tokenizer.ggml." + role + "_token_id").map(id -> {
            if (id < 0 || id >= tokens.size()) {
                throw damaged("has " + tokens.size() + " tokens, and " + role + " is the one of the number " + id);
            }
            return tokens.get(id.intValue());
        });
    }

    private Optional<String> unknown() {
        Optional<String> named = token("unknown");
        return named.isPresent() || !ids.containsKey("<unk>") ? named : Optional.of("<unk>");
    }

    private ArrayNode addedTokens() {
        ArrayNode added = JSON.createArrayNode();
        List<Number> types = words.numbers("tokenizer.ggml.token_type");
        if (!types.isEmpty() && types.size() != tokens.size()) {
            throw damaged("has " + tokens.size() + " tokens and " + types.size() + " types of them");
        }
        for (int id = 0; id < types.size(); id++) {
            int type = types.get(id).intValue();
            if (type == CONTROL || type == USER_DEFINED || type == UNKNOWN) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type != USER_DEFINED);
            }
        }
        return added;
    }

    private void postProcessor(ObjectNode json) {
        boolean usual = model.equals("llama") || PreTokenizers.beginsTexts(pre);
        Optional<String> begin =
                words.flag("tokenizer.ggml.add_bos_token").orElse(usual) ? token("bos") : Optional.empty();
        Optional<String> end =
                words.flag("tokenizer.ggml.add_eos_token").orElse(false) ? token("eos") : Optional.empty();
        if (begin.isEmpty() && end.isEmpty()) {
            json.putNull("post_processor");
            return;
        }
        ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
        ObjectNode special = JSON.createObjectNode();
        for (String name : new String[] {"single", "pair"}) {
            ArrayNode parts = template.putArray(name);
            for (int text = 0; text < (name.equals("single") ? 1 : 2); text++) {
                int place = text;
                begin.ifPresent(token -> special(parts, special, token, place));
                parts.addObject()
                        .putObject("Sequence")
                        .put("id", text == 0 ? "A" : "B")
                        .put("type_id", text);
                end.ifPresent(token -> special(parts, special, token, place));
            }
        }
        template.set("special_tokens", special);
    }

    private void special(ArrayNode parts, ObjectNode special, String token, int text) {
        parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", text);
        ObjectNode known = special.putObject(token).put("id", token);
        known.putArray("ids").add(ids.get(token));
        known.putArray("tokens").add(token);
    }

    private ArrayNode merges() {
        ArrayNode merges = JSON.createArrayNode();
        for (String merge : words.texts("tokenizer.ggml.merges")) {
            int space = merge.indexOf(' ', 1);
            String left = merge.substring(0, Math.max(0, space));
            String right = merge.substring(space + 1);
            if (space < 0 || !ids.keySet().containsAll(List.of(left, right, left + right))) {
                throw damaged("merges \"" + merge + "\", of which a part or the whole is no token");
            }
            merges.addArray().add(left).add(right);
        }
        return merges;
    }

    private List<Number> scores() {
        List<Number> scores = words.numbers("tokenizer.ggml.scores");
        if (scores.size() != tokens.size()) {
            throw damaged("has " + tokens.size() + " tokens and " + scores.size() + " scores");
        }
        return scores;
    }

    private ObjectNode spacesToPieces() {
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        ArrayNode parts = sequence.putArray("normalizers");
        if (beginsWithSpace()) {
            parts.addObject().put("type", "Prepend").put("prepend", SPACE);
        }
        ObjectNode replace = parts.addObject().put("type", "Replace");
        replace.putObject("pattern").put("String", " ");
        replace.put("content", SPACE);
        return sequence;
    }

    private boolean beginsWithSpace() {
        return words.flag("tokenizer.ggml.add_space_prefix").orElse(true);
    }

    private static ObjectNode bytesBack() {
        return JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private ObjectNode piecesBack() {
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        ArrayNode parts = sequence.putArray("decoders");
        ObjectNode replace = parts.addObject().put("type", "Replace");
        replace.putObject("pattern").put("String", SPACE);
        replace.put("content", " ");
        parts.addObject().put("type", "ByteFallback");
        parts.addObject().put("type", "Fuse");
        if (beginsWithSpace()) {
            parts.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        return sequence;
    }

    private InvalidModelException damaged(String reason) {
        return new InvalidModelException(
                "The tokenizer in the GGUF file " + words.file() + " " + reason + ". Download it again.");
    }
}
