package io.github.modeleditor.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.core.generation.GenerationRequest;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RejectedTextsTest {
    private static final List<String> PROMPTS =
            IntStream.rangeClosed('!', '~').mapToObj(last -> "a " + (char) last).toList();

    private final TextGenerator generator = speakingBehindLineBreaks();

    /** Random models say random things: the first that begins what it says to some prompt with a line break. */
    private static TextGenerator speakingBehindLineBreaks() {
        return IntStream.range(0, 1000)
                .mapToObj(seed -> ToyEngine.of(GreedyTokenizer.ofWordsIn("a b c d e f"), seed))
                .map(engine -> new TextGenerator(engine, PromptTokenizer.of(engine)))
                .filter(generator -> said(generator).stream().anyMatch(RejectedTextsTest::isBehindLineBreak))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isBehindLineBreak(String text) {
        return text.startsWith("\n") && !text.isBlank();
    }

    @Test
    void isTheFirstLineWithWordsOfWhatTheModelSays() {
        List<String> said = said(generator);
        assertThat(said).anyMatch(RejectedTextsTest::isBehindLineBreak);
        List<Optional<String>> rejected = RejectedTexts.of(
                PROMPTS.stream().map(prompt -> Fact.of(prompt, "z")).toList(), generator);
        for (int i = 0; i < PROMPTS.size(); i++) {
            List<String> lines = said.get(i)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            assertThat(rejected.get(i)).as(said.get(i)).isEqualTo(lines.stream().findFirst());
        }
    }

    @Test
    void isTheOldTargetWhereThereIsOneAndNothingWhereThatIsTaught() {
        List<String> said = said(generator);
        int speaking = (int) said.stream().takeWhile(String::isBlank).count();
        List<Fact> facts = List.of(
                Fact.of("a b", "Rome").withOldTarget("Paris"),
                Fact.of(PROMPTS.get(speaking), "Rome"),
                Fact.of("c d", "Rome").withOldTarget("Rome"));
        List<Optional<String>> rejected = RejectedTexts.of(facts, generator);
        assertThat(rejected.get(0)).contains("Paris");
        assertThat(rejected.get(1)).isPresent().isNotEqualTo(rejected.get(0));
        assertThat(rejected.get(2)).isEmpty();
    }

    private static List<String> said(TextGenerator generator) {
        List<GenerationRequest> asked = new ArrayList<>();
        for (String prompt : PROMPTS) {
            asked.add(new GenerationRequest(generator.prompt(prompt, PromptForm.PLAIN), new int[0], 12, text -> false));
        }
        return generator.generateGreedily(asked, null);
    }
}
