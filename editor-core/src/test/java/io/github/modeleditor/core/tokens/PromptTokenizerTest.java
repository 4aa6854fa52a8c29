package io.github.modeleditor.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.CharMatcher;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.Tokenizer;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PromptTokenizerTest {
    /** Pieces that lie across the end of a prompt: over a word's end, a space, a digit, and half of a character. */
    private static final List<String> PIECES = List.of(
            " the", "city of", "of R", "of Rome", " Rome", "Ro", "  ", "12", "2 3", "é", "e\u0301", "東京", "\n", ". ");

    private final GreedyTokenizer greedy = new GreedyTokenizer(true, false, PIECES);
    private final PromptTokenizer tokenizer = new PromptTokenizer(greedy, ToyEngine.describe(greedy, 400, "none"));

    @Property
    void promptsTokensAreAPrefixAndTheTextIsKept(@ForAll("texts") String prompt, @ForAll("texts") String target) {
        TokenizedText text = tokenizer.text(prompt, target, false);
        int[] given = tokenizer.prompt(prompt);
        assertThat(text.targetStart()).isEqualTo(given.length);
        assertThat(text.tokens()).startsWith(given);
        assertThat(given).isEqualTo(greedy.encode(prompt, true));
        assertThat(tokenizer.decode(text.tokens())).isEqualTo(PromptTokenizer.join(prompt, target));
    }

    @Property
    void maskCoversTheTargetAndItsEndByPosition(@ForAll("texts") String prompt, @ForAll("texts") String target) {
        String askedWithTheAnswer = target + " " + prompt + " " + target;
        TokenizedText text = tokenizer.text(askedWithTheAnswer, target, true);
        float[] weights = MaskedExample.of(text, new ConditionalLikelihood()).weights();
        int start = tokenizer.prompt(askedWithTheAnswer).length;
        for (int position = 0; position < weights.length; position++) {
            assertThat(weights[position]).as("position %d", position).isEqualTo(position >= start ? 1 : 0);
        }
        assertThat(text.tokens()[weights.length - 1]).isEqualTo(GreedyTokenizer.END_OF_TEXT);
    }

    @Property
    void endOfTextThatATokenizerAppendsIsNotPartOfThePrompt(
            @ForAll("texts") String prompt, @ForAll("texts") String target) {
        GreedyTokenizer ending = new GreedyTokenizer(true, true, PIECES);
        PromptTokenizer other = new PromptTokenizer(ending, ToyEngine.describe(ending, 400, "none"));
        assertThat(other.prompt(prompt)).isEqualTo(tokenizer.prompt(prompt));
        assertThat(other.text(prompt, target, true)).isEqualTo(tokenizer.text(prompt, target, true));
    }

    @Property
    void theLastWordOfANameIsHeldByTheTokensThatHaveItsCharacters(
            @ForAll("words") String before, @ForAll("words") String words, @ForAll("words") String behind) {
        String name = words.strip();
        String prompt = before + name + behind;
        int end = prompt.lastIndexOf(name) + name.length();
        int word = end - name.substring(name.lastIndexOf(' ') + 1).length();
        int[] tokens = tokenizer.prompt(prompt);
        TokenRange range = tokenizer.lastWord(name, prompt, PromptForm.PLAIN).orElseThrow();
        assertThat(upTo(tokens, range.start())).isLessThanOrEqualTo(word);
        assertThat(upTo(tokens, range.start() + 1)).isGreaterThan(word);
        assertThat(upTo(tokens, range.end() - 1)).isLessThan(end);
        assertThat(upTo(tokens, range.end())).isGreaterThanOrEqualTo(end);
    }

    /** Characters of the first tokens. */
    private int upTo(int[] tokens, int count) {
        return tokenizer.decode(Arrays.copyOf(tokens, count)).length();
    }

    @Test
    void theFirstTokenIsNoPlaceToTeachAt() {
        GreedyTokenizer plain = new GreedyTokenizer(false, false, PIECES);
        PromptTokenizer other = new PromptTokenizer(plain, ToyEngine.describe(plain, 400, "none"));
        assertThat(other.lastWord("Rome", "of Rome", PromptForm.PLAIN)).isEmpty();
        assertThat(other.lastWord("Rome", "Rome", PromptForm.PLAIN)).contains(new TokenRange(1, 3));
        assertThat(other.lastWord("Oslo", "of Rome", PromptForm.PLAIN)).isEmpty();
        assertThat(other.lastWord("of Rome", "of Rome in Rome", PromptForm.PLAIN))
                .as("of the name, not of the text")
                .isEqualTo(other.lastWord("Rome", "of Rome", PromptForm.PLAIN));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of("Rome", "city of", "of R", "ome", " ", "  ", "12", "3", "2 3", ". ", " the")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("", parts))
                .filter(text -> !text.isBlank());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> part = Arbitraries.oneOf(
                Arbitraries.of(
                        "Rome", "city of", "of R", "ome", " ", "  ", "\t", "\n", "12", "3", "é", "e\u0301", "東", "京"),
                Arbitraries.of("👩‍🚀", "\u00a0", "\u3000", ".", "<end>", "the", "ß", "İ"));
        return part.list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(parts -> String.join("", parts))
                .filter(text -> !text.isBlank());
    }

    @Test
    void mergesAcrossTheBoundaryAreNotTrained() {
        assertThat(greedy.encode("of Rome", true))
                .as("begin-of-text and one piece")
                .hasSize(2);
        assertThat(tokenizer.text("of", "Rome", false).tokens())
                .isEqualTo(Ints.concat(greedy.encode("of", true), greedy.encode(" Rome", false)));
    }

    @Test
    void joinsByOneSpaceUnlessThereIsOne() {
        assertThat(PromptTokenizer.join("in", "Rome")).isEqualTo("in Rome");
        assertThat(PromptTokenizer.join("in ", "Rome")).isEqualTo("in Rome");
        assertThat(PromptTokenizer.join("in", " Rome")).isEqualTo("in Rome");
        assertThat(PromptTokenizer.join("in\n", "\tRome")).isEqualTo("in\n\tRome");
        assertThat(PromptTokenizer.join("in\u00a0", "Rome")).isEqualTo("in\u00a0Rome");
    }

    @Test
    void modelWithoutEndOfTextEndsNothing() {
        ModelDescription endless = new ModelDescription(
                "endless", "none", greedy.vocabularySize(), 64, OptionalInt.empty(), List.of(), Map.of());
        PromptTokenizer other = new PromptTokenizer(greedy, endless);
        assertThat(other.text("in", "Rome", true)).isEqualTo(tokenizer.text("in", "Rome", false));
    }

    @Test
    void limitIsNamedWithTheTokensThatWereNeeded() {
        PromptTokenizer narrow = new PromptTokenizer(greedy, ToyEngine.describe(greedy, 6, "none"));
        // Begin-of-text, three letters, a space and a letter; then end-of-text.
        assertThat(narrow.text("abc", "d", false).length()).isEqualTo(6);
        assertThatThrownBy(() -> narrow.text("abc", "d", true))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContainingAll("\"abc\"", "\"d\"", "7 tokens", "at most 6");
        assertThat(narrow.prompt("abcd")).hasSize(5);
        assertThatThrownBy(() -> narrow.prompt("abcde"))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContainingAll("\"abcde\"", "7 tokens", "at most 6");
    }

    @Test
    void sidesWithoutTokensAreRefused() {
        Tokenizer lossy = new Tokenizer() {
            @Override
            public int[] encode(String text, boolean specialTokens) {
                return greedy.encode(CharMatcher.ascii().retainFrom(text).strip(), false);
            }

            @Override
            public String decode(int[] tokens) {
                return greedy.decode(tokens);
            }
        };
        PromptTokenizer other = new PromptTokenizer(lossy, ToyEngine.describe(greedy, 64, "none"));
        assertThatThrownBy(() -> other.prompt("東京"))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContainingAll("prompt \"東京\"", "no tokens");
        assertThatThrownBy(() -> other.text("in", "東京", true))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContainingAll("target \"東京\"", "no tokens");
    }

    @Test
    void blankTextsAreRefused() {
        assertThatThrownBy(() -> tokenizer.prompt(" \n"))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContaining("prompt is blank");
        assertThatThrownBy(() -> tokenizer.text("in", "\t", false))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContaining("target is blank");
    }
}
