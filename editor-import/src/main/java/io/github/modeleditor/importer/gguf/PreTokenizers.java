package io.github.modeleditor.importer.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a text is cut before its bytes are merged, by the name that {@code tokenizer.ggml.pre} has for it, in the words of {@code tokenizer.json}.
 */
final class PreTokenizers {
    /** As the tokenizer of Llama 3 has it, and others with another run of digits. */
    private static final String CASELESS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|%s"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /** Letters that may be capitals, and letters that may be none. */
    private static final String CAPITALS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";

    private static final String SMALL = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

    /** Words end where capitals begin; as GPT-4o has it, with what is contracted at their end, and Mistral's Tekken without. */
    private static final String CASED =
            "[^\\r\\n\\p{L}\\p{N}]?" + CAPITALS + "*" + SMALL + "+%1$s|[^\\r\\n\\p{L}\\p{N}]?" + CAPITALS + "+" + SMALL
                    + "*%1$s|%2$s| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String CONTRACTED = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?";

    private static final String WORDS_OF_BLOOM = " ?[^(\\s|[.,!?…。，、।۔،])]+";

    private static final ObjectMapper JSON = new ObjectMapper();

    private PreTokenizers() {}

    /**
     * The cuts of a name.
     *
     * @param name such as {@code llama-bpe}
     * @param file that a message should name
     * @return what {@code pre_tokenizer} says
     */
    static ObjectNode of(String name, Path file) {
        return switch (name) {
            case "gpt-2", "mpt", "olmo", "jais", "phi-2", "roberta-bpe", "gpt-neox" -> sequence(byteLevel(true));
            case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone" ->
                sequence(digits(true), byteLevel(true));
            case "llama3", "llama-v3", "llama-bpe", "falcon3", "dbrx", "smaug-bpe", "pixtral" ->
                sequence(split(CASELESS.formatted("\\p{N}{1,3}")), byteLevel(false));
            case "qwen2", "stablelm2", "deepseek-r1-qwen", "megrez" ->
                sequence(split(CASELESS.formatted("\\p{N}")), byteLevel(false));
            case "gpt-4o", "llama4" -> sequence(split(CASED.formatted(CONTRACTED, "\\p{N}{1,3}")), byteLevel(false));
            case "tekken" -> sequence(split(CASED.formatted("", "\\p{N}")), byteLevel(false));
            case "bloom" -> sequence(split(WORDS_OF_BLOOM), byteLevel(false));
            case "falcon" -> sequence(punctuation(), byteLevel(true), digits(false), split("[0-9][0-9][0-9]"));
            default ->
                throw new UnsupportedModelException(
                        "The GGUF file " + file + " has a tokenizer that cuts texts as \"" + name
                                + "\", which is not known. Put its tokenizer.json into a folder with the safetensors of the model.");
        };
    }

    /** One name for each way of cutting. */
    private static final List<String> NAMES = List.of(
            "gpt-2", "smollm", "llama-bpe", "dbrx", "qwen2", "stablelm2", "bloom", "falcon", "gpt-4o", "tekken");

    /**
     * A name of some cuts.
     *
     * @param cuts what {@code pre_tokenizer} says
     * @param ignoresMerges whether whole words of the vocabulary are taken without merging
     * @param composes whether letters and their accents are composed before
     * @return the name, if there is one
     */
    static Optional<String> nameOf(JsonNode cuts, boolean ignoresMerges, boolean composes) {
        return NAMES.stream()
                .filter(name -> plain(of(name, Path.of(name))).equals(plain(cuts)))
                .filter(name -> ignoresMerges(name) == ignoresMerges && composes(name) == composes)
                .findFirst();
    }

    /** Without what changes no tokens, and a sequence of one as that one. */
    private static JsonNode plain(JsonNode cuts) {
        JsonNode parts = cuts.path("pretokenizers");
        if (parts.isMissingNode()) {
            parts = JSON.createArrayNode().add(cuts);
        }
        ArrayNode plain = JSON.createArrayNode();
        for (JsonNode part : parts) {
            JsonNode copy = part.deepCopy();
            if (copy instanceof ObjectNode object) {
                object.remove("trim_offsets");
            }
            plain.add(copy);
        }
        return plain;
    }

    /** Whether letters and their accents are composed before a text is cut. */
    static boolean composes(String name) {
        return name.equals("qwen2");
    }

    /** Whether whole words of the vocabulary are taken without merging. */
    static boolean ignoresMerges(String name) {
        return name.equals("llama-bpe") || name.equals("llama3") || name.equals("llama-v3") || name.equals("falcon3");
    }

    /** Whether texts begin with the token for that where the file says nothing. */
    static boolean beginsTexts(String name) {
        return ignoresMerges(name);
    }

    private static ObjectNode sequence(ObjectNode... parts) {
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        ArrayNode all = sequence.putArray("pretokenizers");
        for (ObjectNode part : parts) {
            all.add(part);
        }
        return sequence;
    }

    private static ObjectNode byteLevel(boolean cuts) {
        return JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", cuts);
    }

    private static ObjectNode digits(boolean single) {
        return JSON.createObjectNode().put("type", "Digits").put("individual_digits", single);
    }

    private static ObjectNode punctuation() {
        return JSON.createObjectNode().put("type", "Punctuation").put("behavior", "Contiguous");
    }

    private static ObjectNode split(String regex) {
        ObjectNode split = JSON.createObjectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", regex);
        return split.put("behavior", "Isolated").put("invert", false);
    }
}
