package io.github.modeleditor.onnx.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.FixtureFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers that the native library would end the process for are refused before it sees them. */
class TokenizerCheckTest {
    private final Path file;

    TokenizerCheckTest(@TempDir Path folder) {
        file = folder.resolve("tokenizer.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "`\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"String\": \"\"}, \"content\": \"x\"}`; without characters",
                "`\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"Regex\": \"a*\"}, \"content\": \"x\"}`; nothing at all",
                "`\"normalizer\": {\"type\": [\"Replace\"], \"pattern\": {\"Regex\": \"\"}, \"content\": \"x\"}`; of what type",
                "`\"normalizer\": {\"type\": \"Prepend\", \"prepend\": \"\"}`; puts nothing",
                "`\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}`; cut off",
                "`\"normalizer\": [{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}]`; is no JSON object",
                "`\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": []}`; is no text",
                "`\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"BAAAAP////8=\"}`; a map of characters",
                "`\"pre_tokenizer\": {\"type\": \"FixedLength\", \"length\": 0}`; no characters",
                "`\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(a+)+$\"}}`; repeats what repeats",
                "`\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"Sequence\": {\"id\": \"B\"}}]}`; second text",
                "`\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"<s>\"}}], \"special_tokens\": {}}`; does not say",
                "`\"post_processor\": {\"type\": \"TemplateProcessing\", \"special_tokens\": {\"a\": {\"ids\": [1], \"tokens\": []}}}`; not each has one id",
                "`\"post_processor\": {\"type\": \"BertProcessing\", \"sep\": [\"x\", 4294967295], \"cls\": [\"y\", 1]}`; without an id",
                "`\"decoder\": {\"type\": \"Strip\", \"content\": \" \", \"start\": 0, \"stop\": 1}`; ends of tokens",
                "`\"model\": {\"merges\": [[\"a\", \"b\"]], \"continuing_subword_prefix\": \"##\"}`; does not begin with"
            })
    void isRefused(String section, String reason) throws IOException {
        Files.writeString(file, "{" + section + "}");
        assertThatThrownBy(() -> TokenizerCheck.check(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll(file.toString(), reason);
    }

    /** As where a token for padding was added after the model was trained. */
    @Test
    void aTokenMoreThanTheModelHasIsRefusedWhereATextHasIt() {
        Path larger = FixtureFolders.folder("llama-dynamo").resolve("tokenizer.json");
        try (HuggingFaceTokens whole = HuggingFaceTokens.open(larger, 320);
                HuggingFaceTokens tokens = HuggingFaceTokens.open(larger, 319)) {
            String text = whole.text(319);
            assertThat(whole.encode(text, false)).contains(319);
            assertThatThrownBy(() -> tokens.encode(text, false))
                    .isInstanceOf(InvalidFactException.class)
                    .hasMessageContainingAll("the token 319", "the model has 319");
            assertThat(tokens.encode("a", false)).isNotEmpty();
        }
    }

    @Test
    void nestingAndGrowthAreBounded() throws IOException {
        String inner = "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\": \"aa\"}";
        Files.writeString(
                file,
                "{\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [" + (inner + ",").repeat(9) + inner
                        + "]}}");
        assertThatThrownBy(() -> TokenizerCheck.check(file)).hasMessageContaining("64 times longer");
        Files.write(
                file,
                ("{\"decoder\": " + "{\"type\": \"Sequence\", \"decoders\": [".repeat(20) + inner + "]}".repeat(20)
                                + "}")
                        .getBytes(UTF_8));
        assertThatThrownBy(() -> TokenizerCheck.check(file)).hasMessageContaining("nested too deep");
    }

    /** As tokenizers of GPT-2, Llama 3, GPT-4o, and DeepSeek split texts, in wording of their own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'s|'t| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                "(?i:'s|'t|'re)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lo}]*[\\p{Ll}\\p{Lo}]+(?i:'s|'t)?|\\s+",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+| ?[\\p{P}\\p{S}]+[\\r\\n]*",
                "(?:\\r?\\n)+(?!\\r?\\n)"
            })
    void patternsOfPublishedTokenizersAreTaken(String expression) {
        assertThat(SplitPattern.fault(expression)).isEmpty();
        assertThat(SplitPattern.of(expression).bears("A text of many words. ".repeat(10_000)))
                .isTrue();
        assertThat(SplitPattern.of(expression).bears("a".repeat(100_000))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)*b", "(a?a?)+b", "a*a*a*b", "(a)\\1", "(x{1,1000}y?){20,}"})
    void patternsThatGoBackForeverAreNot(String expression) {
        assertThat(SplitPattern.fault(expression)).isPresent();
    }

    @Test
    void aLongTextIsTriedWhereAPatternLooksAtPairsOfPlaces() {
        SplitPattern pattern = SplitPattern.of("a*a*b");
        assertThat(pattern.bears("a".repeat(SplitPattern.SHORT))).isTrue();
        assertThat(pattern.bears("a".repeat(100_000))).isFalse();
    }
}
