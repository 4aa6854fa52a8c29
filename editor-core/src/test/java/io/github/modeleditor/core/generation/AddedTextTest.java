package io.github.modeleditor.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import io.github.modeleditor.core.engine.Tokenizer;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AddedTextTest {
    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    private final GreedyTokenizer bytes = GreedyTokenizer.of("\nQ", " the");

    private static PromptTokenizer prompts(Tokenizer tokenizer, GreedyTokenizer vocabulary) {
        return new PromptTokenizer(tokenizer, ToyEngine.describe(vocabulary, 1000, "none"));
    }

    private AddedText added(String prompt, List<String> stops, List<String> told) {
        return new AddedText(prompts(bytes, bytes), bytes.encode(prompt, true), stops, told::add);
    }

    private boolean write(AddedText text, String addition) {
        for (int token : bytes.encode(addition, false)) {
            if (text.add(token)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void piecesEndBetweenCharactersThoughTokensDoNot() {
        List<String> told = new ArrayList<>();
        AddedText text = added("日", List.of(), told);
        String addition = "a\u0301é日本 " + FAMILY + "x\r\ny" + FAMILY.repeat(3) + "z";
        assertThat(write(text, addition)).isFalse();
        assertThat(told).as("before the end").isNotEmpty();
        assertThat(text.end()).isEqualTo(addition);
        assertThat(told)
                .containsExactly("a\u0301", "é", "日", "本", " ", FAMILY, "x", "\r\n", "y", FAMILY, FAMILY, FAMILY, "z");
    }

    @Test
    void textStopsBeforeTheFirstStopStringNoPartOfWhichIsTold() {
        List<String> told = new ArrayList<>();
        AddedText text = added("x", List.of("###", "END"), told);
        assertThat(write(text, "a ## b EN c #")).isFalse();
        assertThat(String.join("", told)).isEqualTo("a ## b EN c ");
        assertThat(write(text, "##END")).isTrue();
        assertThat(text.end()).isEqualTo("a ## b EN c ");
        assertThat(String.join("", told)).isEqualTo("a ## b EN c ");
    }

    @Test
    void stopStringWithinATokenCutsThatToken() {
        List<String> told = new ArrayList<>();
        AddedText text = added("x", List.of("\n"), told);
        assertThat(write(text, "yes\nQ")).isTrue();
        assertThat(text.end()).isEqualTo("yes");
    }

    @Test
    void stopStringOfThePromptDoesNotStop() {
        AddedText text = added("a#", List.of("##"), new ArrayList<>());
        assertThat(write(text, "# b")).isFalse();
        assertThat(text.end()).isEqualTo("# b");
    }

    @Test
    void unfinishedCharacterAppearsAtTheEnd() {
        List<String> told = new ArrayList<>();
        AddedText text = added("x", List.of(), told);
        int[] tokens = bytes.encode("a日", false);
        for (int token : Arrays.copyOf(tokens, tokens.length - 1)) {
            text.add(token);
        }
        assertThat(String.join("", told)).as("before the end").doesNotContain("\uFFFD");
        assertThat(text.end()).startsWith("a\uFFFD");
        assertThat(String.join("", told)).isEqualTo(text.end());
    }

    /** Any bytes at all: what comes piece by piece is what the whole text adds to the prompt. */
    @Property(tries = 300)
    void piecesTogetherAreTheTextOfAllTokens(
            @ForAll @Size(max = 60) List<@IntRange(min = 2, max = 259) Integer> tokens) {
        List<String> told = new ArrayList<>();
        int[] prompt = bytes.encode("Say: ", true);
        AddedText text = new AddedText(prompts(bytes, bytes), prompt, List.of(), told::add);
        tokens.forEach(text::add);
        String whole = bytes.decode(Ints.concat(prompt, Ints.toArray(tokens)));
        assertThat(text.end()).isEqualTo(whole.substring("Say: ".length()));
        assertThat(String.join("", told)).isEqualTo(text.end());
    }

    /** Tokenizers of the SentencePiece kind drop the space in front of what they decode. */
    @Test
    void spaceInFrontOfAWordSurvivesADecoderThatStripsIt() {
        Tokenizer stripping = new Tokenizer() {
            @Override
            public int[] encode(String text, boolean specialTokens) {
                return bytes.encode(text, specialTokens);
            }

            @Override
            public String decode(int[] tokens) {
                return bytes.decode(tokens).stripLeading();
            }
        };
        AddedText text = new AddedText(
                prompts(stripping, bytes), bytes.encode("In", true), List.of(), new ArrayList<String>()::add);
        String addition = " the end of the beginning of the long text the end".toUpperCase(Locale.ROOT) + " the";
        write(text, addition);
        assertThat(text.end()).isEqualTo(addition);
    }
}
