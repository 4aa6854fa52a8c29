package io.github.modeleditor.onnx.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.onnx.model.HuggingFaceTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Opens and asks damaged tokenizers until the time is over. What it prints last is the seed that ended it. */
final class HostileTokenizers {
    /** Components as published tokenizers have them, each of which may be damaged. */
    private static final List<String> COMPONENTS = List.of(
            "normalizer {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Prepend\", \"prepend\": \"_\"},"
                    + " {\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"_\"}]}",
            "normalizer {\"type\": \"Replace\", \"pattern\": {\"Regex\": \" {2,}\"}, \"content\": \"__\"}",
            "normalizer {\"type\": \"BertNormalizer\", \"clean_text\": true, \"handle_chinese_chars\": true, \"strip_accents\": null,"
                    + " \"lowercase\": true}",
            "normalizer {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"CAAAAAAAAAAAAAAAYQ==\"}",
            "pre_tokenizer {\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\": {\"Regex\":"
                    + " \" ?\\\\p{L}+| ?\\\\p{N}{1,3}|\\\\s+(?!\\\\S)|\\\\s+\"}, \"behavior\": \"Isolated\", \"invert\": false},"
                    + " {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": false}]}",
            "pre_tokenizer {\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"always\", \"split\": true}",
            "pre_tokenizer {\"type\": \"FixedLength\", \"length\": 5}",
            "decoder {\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"_\"}, \"content\": \" \"},"
                    + " {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1,"
                    + " \"stop\": 0}]}",
            "post_processor {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"<s>\", \"type_id\": 0}},"
                    + " {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}], \"pair\": [{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}},"
                    + " {\"Sequence\": {\"id\": \"B\", \"type_id\": 1}}], \"special_tokens\": {\"<s>\": {\"id\": \"<s>\", \"ids\": [1],"
                    + " \"tokens\": [\"<s>\"]}}}",
            "post_processor {\"type\": \"RobertaProcessing\", \"sep\": [\"</s>\", 2], \"cls\": [\"<s>\", 0], \"trim_offsets\": true,"
                    + " \"add_prefix_space\": false}");

    private HostileTokenizers() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0], "tokenizer.json");
        JsonMapper json = new JsonMapper();
        JsonNode original = json.readTree(Path.of(arguments[1]).toFile());
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.parseLong(arguments[3])).toNanos();
        long first = Long.parseLong(arguments[2]);
        long most = Long.parseLong(arguments[4]);
        for (long seed = first; seed - first < most && System.nanoTime() < end; seed++) {
            System.out.println(seed);
            ObjectNode tokenizer = original.deepCopy();
            String[] component =
                    COMPONENTS.get(new Random(seed).nextInt(COMPONENTS.size())).split(" ", 2);
            try {
                tokenizer.set(component[0], json.readTree(new Mutations(seed).json(json.readTree(component[1]))));
            } catch (IOException damaged) {
                continue;
            }
            boolean elsewhere = seed % 2 == 0;
            Files.write(file, elsewhere ? new Mutations(seed).json(tokenizer) : json.writeValueAsBytes(tokenizer));
            ask(file);
        }
    }

    private static void ask(Path file) {
        try (HuggingFaceTokens tokens = HuggingFaceTokens.open(file, 320)) {
            for (String text : List.of(
                    "",
                    "a",
                    "The tower of  Pisa is 12345.",
                    "\u6f22\u5b57 \ud83d\ude00",
                    "\ud800",
                    "aaaa".repeat(2000))) {
                tokens.decode(tokens.encode(text, true));
            }
        } catch (ModelEditorException refused) {
            // as it should be
        }
    }
}
