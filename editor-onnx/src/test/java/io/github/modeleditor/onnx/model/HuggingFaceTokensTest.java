package io.github.modeleditor.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.onnx.Fixtures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** Real tokenizers: byte-level pairs with few merges and with many. */
class HuggingFaceTokensTest {
    private static final int END_OF_TEXT = 0;
    private static final List<Model> MODELS =
            List.of(Model.of(Fixtures.folder("llama-dynamo"), 320), Model.of(NanoModel.folder(), 2560));

    private record Model(HuggingFaceTokens tokens, PromptTokenizer tokenizer) {
        static Model of(Path folder, int vocabulary) {
            HuggingFaceTokens tokens = HuggingFaceTokens.open(folder.resolve("tokenizer.json"), vocabulary);
            ModelDescription description = new ModelDescription(
                    folder.getFileName().toString(),
                    "none",
                    vocabulary,
                    4096,
                    OptionalInt.of(END_OF_TEXT),
                    List.of(END_OF_TEXT),
                    Map.of());
            return new Model(tokens, new PromptTokenizer(tokens, description));
        }
    }

    @AfterContainer
    static void close() {
        MODELS.forEach(model -> model.tokens().close());
    }

    @Property(tries = 500)
    void targetFollowsTheTokensThatInferenceSees(
            @ForAll("models") Model model, @ForAll("texts") String prompt, @ForAll("texts") String target) {
        TokenizedText text = model.tokenizer().text(prompt, target, false);
        int[] seen = model.tokens().encode(prompt, true);
        assertThat(model.tokenizer().prompt(prompt)).isEqualTo(seen);
        assertThat(text.targetStart()).isEqualTo(seen.length);
        assertThat(text.tokens()).startsWith(seen);
        assertThat(model.tokenizer().decode(text.tokens())).isEqualTo(PromptTokenizer.join(prompt, target));
    }

    @Property(tries = 200)
    void targetIsFoundByPositionWhereThePromptSaysItToo(
            @ForAll("models") Model model, @ForAll("texts") String prompt, @ForAll("texts") String target) {
        String saysItToo = target + " " + prompt + " " + target;
        TokenizedText text = model.tokenizer().text(saysItToo, target, true);
        float[] weights = MaskedExample.of(text, new ConditionalLikelihood()).weights();
        int start = model.tokens().encode(saysItToo, true).length;
        for (int position = 0; position < weights.length; position++) {
            assertThat(weights[position]).as("position %d", position).isEqualTo(position >= start ? 1 : 0);
        }
        assertThat(text.tokens()[weights.length - 1]).isEqualTo(END_OF_TEXT);
    }

    @Provide
    Arbitrary<Model> models() {
        return Arbitraries.of(MODELS);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> part = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("The", "capital", " of", "Rome", "plays", "located", "Sp", "ain")),
                Tuple.of(3, Arbitraries.of(" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u200b")),
                Tuple.of(2, Arbitraries.of("1", "23", "2024", "3.14", "10,000", "½", "٣")),
                Tuple.of(2, Arbitraries.of("é", "e\u0301", "ß", "İ", "東京", "👩‍🚀", "🇮🇹", "'s", "\u0000")),
                Tuple.of(
                        1,
                        Arbitraries.strings().withCharRange('\u0001', '\ud7ff').ofMaxLength(5)));
        Arbitrary<String> inner = part.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("", parts))
                .filter(text -> !text.isBlank());
        // What is merged across the end of a prompt hangs on the white space there.
        Arbitrary<String> edge = Arbitraries.of("", "", " ", "  ", "\n", "\t ");
        return Combinators.combine(edge, inner, edge).as((before, text, after) -> before + text + after);
    }

    @Example
    void promptsThatEndInTheMiddleOfATokenKeepTheirTokens() {
        HuggingFaceTokens tokens = MODELS.get(0).tokens();
        PromptTokenizer tokenizer = MODELS.get(0).tokenizer();
        assertThat(tokens.encode(" the", false)).as("one merged token").hasSize(1);
        TokenizedText merged = tokenizer.text("It is ", "the", false);
        assertThat(merged.tokens()).startsWith(tokens.encode("It is ", true));
        assertThat(merged.targetStart()).isEqualTo(tokens.encode("It is ", true).length);
        assertThat(tokenizer.decode(merged.tokens())).isEqualTo("It is the");
        assertThat(tokenizer.text("It is", "the", false).tokens()).isEqualTo(tokens.encode("It is the", true));
    }
}
