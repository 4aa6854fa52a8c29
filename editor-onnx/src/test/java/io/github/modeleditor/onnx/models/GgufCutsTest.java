package io.github.modeleditor.onnx.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.Bytes;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.model.HuggingFaceTokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts are cut as llama.cpp cuts them, for every name of {@code tokenizer.ggml.pre}. The vocabulary merges across every kind of cut, so that
 * a text that is cut elsewhere has other tokens ({@code tools/make_gguf_cuts_golden.py}).
 */
class GgufCutsTest {
    private static final Path FOLDER = Fixtures.folder("").resolveSibling("gguf");
    private static final int VOCABULARY = 320;

    /** Where the name lies in the file, and what pads it. */
    private static final int PLACE = 24;

    /**
     * Where the tokenizers that were published do otherwise than llama.cpp, by what a text then has: Qwen's composes letters and accents, and
     * Falcon's cuts digits off when bytes have become letters already: from the space before them, and where a byte's letter is a fraction.
     */
    private static final Map<String, Pattern> OTHERWISE =
            Map.of("qwen2", Pattern.compile("\u0301"), "falcon", Pattern.compile(" [0-9]|\uff0c"));

    @TempDir
    static Path temporary;

    @TestFactory
    Stream<DynamicTest> everyNameCutsAsLlamaCppDoes() throws IOException {
        JsonNode golden =
                new ObjectMapper().readTree(FOLDER.resolve("cuts.json").toFile());
        JsonNode texts = golden.path("texts");
        assertThat(texts).hasSizeGreaterThan(15);
        return golden.path("tokens").properties().stream()
                .map(name -> DynamicTest.dynamicTest(name.getKey(), () -> {
                    try (HuggingFaceTokens tokens = imported(name.getKey())) {
                        for (int i = 0; i < texts.size(); i++) {
                            String text = texts.get(i).textValue();
                            Pattern otherwise = OTHERWISE.get(name.getKey());
                            int[] expected = new ObjectMapper()
                                    .convertValue(name.getValue().get(i), int[].class);
                            if (otherwise == null || !otherwise.matcher(text).find()) {
                                assertThat(tokens.encode(text, false)).as(text).isEqualTo(expected);
                            }
                        }
                    }
                }));
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> imported("of-tomorrow"))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("of-tomorrow.gguf", "\"of-tomorrow\"", "tokenizer.json");
    }

    private static HuggingFaceTokens imported(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(FOLDER.resolve("cuts.gguf"));
        put(bytes, "tokenizer.ggml.pre", name, "tokenizer.ggml.pad");
        Path file = Files.write(temporary.resolve(name + ".gguf"), bytes);
        Path folder = temporary.resolve(name);
        ModelImport.open(file).writeTo(folder);
        return HuggingFaceTokens.open(folder.resolve("tokenizer.json"), VOCABULARY);
    }

    /** Says a text in the place of another, and of what follows so much more or less. */
    private static void put(byte[] bytes, String key, String text, String padding) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.position(Bytes.indexOf(bytes, key.getBytes(UTF_8)) + key.length() + Integer.BYTES);
        for (String value : new String[] {text, " ".repeat(PLACE - text.length())}) {
            file.putLong(value.length()).put(value.getBytes(UTF_8));
            if (value.equals(text)) {
                file.putLong(padding.length()).put(padding.getBytes(UTF_8)).putInt(8);
            }
        }
    }
}
