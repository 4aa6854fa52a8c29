package io.github.modeleditor.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WrittenTextsTest {
    private static final GenerationConfig CONFIG = GenerationConfig.defaults()
            .withMaximumTokens(6)
            .withStopStrings(List.of())
            .withTemperature(1)
            .withSeed(3);

    private final GreedyTokenizer words = GreedyTokenizer.ofWordsIn("a b c d e f");
    private final ToyEngine engine = ToyEngine.of(words, 3);
    private final TextGenerator generator = new TextGenerator(engine, PromptTokenizer.of(engine));
    private final WrittenTexts written = new WrittenTexts();

    private List<int[]> prompts(String... prompts) {
        return Stream.of(prompts).map(prompt -> words.encode(prompt, true)).toList();
    }

    private List<String> added(List<int[]> prompts, GenerationConfig config) {
        return generator.generate(prompts, config, null).stream()
                .map(GeneratedText::text)
                .toList();
    }

    @Test
    void aPromptIsContinuedAsOftenAsItIsThere() {
        List<int[]> prompts = prompts("a b", "c", "a b");
        List<String> texts = written.continuations(generator, prompts, CONFIG);
        assertThat(texts).isEqualTo(added(prompts, CONFIG));
        assertThat(texts.get(2)).isNotEqualTo(texts.get(0));
    }

    @Test
    void whatWasWrittenIsNotWrittenAgain() {
        List<String> first = written.continuations(generator, prompts("a b", "c", "a b"), CONFIG);
        List<String> again = written.continuations(generator, prompts("d", "c", "a b"), CONFIG);
        assertThat(again.get(1)).isSameAs(first.get(1));
        assertThat(again.get(2)).isSameAs(first.get(0));
        assertThat(again.get(0)).isEqualTo(added(prompts("d"), CONFIG).get(0));
    }

    @Test
    void morePromptsThanBeforeAreWrittenAnew() {
        List<String> first = written.continuations(generator, prompts("a b"), CONFIG);
        List<String> twice = written.continuations(generator, prompts("a b", "a b"), CONFIG);
        assertThat(twice).isEqualTo(added(prompts("a b", "a b"), CONFIG)).startsWith(first.get(0));
    }

    @Test
    void otherWaysToWriteGiveOtherTexts() {
        GenerationConfig other = CONFIG.withSeed(4);
        List<int[]> prompts = prompts("a b");
        written.continuations(generator, prompts, CONFIG);
        assertThat(written.continuations(generator, prompts, other)).isEqualTo(added(prompts, other));
    }
}
