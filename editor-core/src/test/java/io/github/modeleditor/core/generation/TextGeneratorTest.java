package io.github.modeleditor.core.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTexts;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TextGeneratorTest {
    private final GreedyTokenizer words = GreedyTokenizer.ofWordsIn("a b c d e f");
    private final ToyEngine engine = ToyEngine.of(words, 3);

    private static TextGenerator generator(ToyEngine engine) {
        return new TextGenerator(engine, PromptTokenizer.of(engine));
    }

    private ToyEngine engine(int positions, OptionalInt beginOfText, List<Integer> endOfText) {
        ModelDescription description = new ModelDescription(
                "toy", "none", words.vocabularySize(), positions, beginOfText, endOfText, Map.of());
        return new ToyEngine(words, description, 0.5, 3);
    }

    @Test
    void manyPromptsAreContinuedAsEachAlone() {
        LoraWeights weights = weights(5, 0.3f);
        List<String> prompts = IntStream.range(0, 75)
                .mapToObj(i -> "a b c d e f a b c d e f".substring(i % 11, i % 11 + 1 + i % 12))
                .filter(prompt -> !prompt.isBlank())
                .toList();
        List<String> together = GreedyTexts.of(generator(engine), prompts, 9, weights);
        assertThat(together).hasSameSizeAs(prompts);
        for (int i = 0; i < prompts.size(); i++) {
            assertThat(together.get(i)).as(prompts.get(i)).isEqualTo(greedyByDefinition(prompts.get(i), 9, weights));
        }
    }

    /** One text, one token at a time. */
    private String greedyByDefinition(String prompt, int limit, LoraWeights weights) {
        List<Integer> tokens = new ArrayList<>(Ints.asList(words.encode(prompt, true)));
        List<Integer> added = new ArrayList<>();
        for (int i = 0; i < limit && !words.decode(Ints.toArray(added)).contains("\n"); i++) {
            TokenBatch batch = TokenBatch.lastPositions(List.of(Ints.toArray(tokens)));
            int next = engine.score(batch, weights).predicted()[0];
            if (next == GreedyTokenizer.END_OF_TEXT) {
                break;
            }
            tokens.add(next);
            added.add(next);
        }
        return words.decode(Ints.toArray(added)).lines().findFirst().orElse("");
    }

    @Test
    void stopsAtEndOfTextAtALineBreakAndAtTheLimit() {
        ToyEngine bigram = new ToyEngine(words, ToyEngine.describe(words, 12, "none"), 0, 3);
        TextGenerator generator = generator(bigram);
        LoraWeights weights = taught(bigram, " a", " b", " b", "\n", "\n", " a", " c", " d", " e", " f", " f", " e");
        assertThat(GreedyTexts.of(generator, List.of(" a", " b", " c", " d", " e"), 4, weights))
                .containsExactly(" b", "", " d", "", " f e f e");
        assertThat(GreedyTexts.of(generator, List.of("x e"), 100, weights))
                .as("three tokens given, nine added: twelve positions")
                .containsExactly(" f e f e f e f e f");
    }

    @Test
    void unusableRequestsAreRefused() {
        TextGenerator generator = generator(engine);
        assertThatThrownBy(() -> GreedyTexts.of(generator, List.of("a"), 0, null))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> GreedyTexts.of(generator, List.of("a", " "), 1, null))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContaining("blank");
        assertThatThrownBy(() -> generator.sample(1, 64, new Random(0)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("1 samples of 64 tokens", "1 to 63");
    }

    @Test
    void samplesAreSingleLinesAndRepeatWithTheSeed() {
        List<String> samples = generator(engine).sample(50, 6, new Random(11));
        assertThat(samples).hasSize(50).allSatisfy(sample -> {
            assertThat(sample).isNotBlank().isEqualTo(sample.strip());
            assertThat(sample.lines()).hasSize(1);
        });
        assertThat(samples.stream().distinct().count()).as("different samples").isGreaterThan(40);
        assertThat(generator(engine).sample(50, 6, new Random(11))).isEqualTo(samples);
        assertThat(generator(engine).sample(50, 6, new Random(12))).isNotEqualTo(samples);
    }

    @Test
    void samplesBeginWithBeginOfTextOrElseWithEndOfText() {
        int begin = GreedyTokenizer.BEGIN_OF_TEXT;
        int end = GreedyTokenizer.END_OF_TEXT;
        List<String> fromBegin =
                generator(engine(64, OptionalInt.of(begin), List.of())).sample(20, 3, new Random(1));
        List<String> fromEnd =
                generator(engine(64, OptionalInt.empty(), List.of(end))).sample(20, 3, new Random(1));
        List<String> fromOtherBegin =
                generator(engine(64, OptionalInt.of(end), List.of(end))).sample(20, 3, new Random(1));
        assertThat(fromEnd).isEqualTo(fromOtherBegin).isNotEqualTo(fromBegin);
        TextGenerator unable = generator(engine(64, OptionalInt.empty(), List.of()));
        assertThatThrownBy(() -> unable.sample(1, 3, new Random(1)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("neither a begin-of-text nor an end-of-text", "generation_config.json");
    }

    @Test
    void modelThatSaysNothingIsNotAskedForever() {
        List<Integer> everyToken =
                IntStream.range(0, words.vocabularySize()).boxed().toList();
        TextGenerator silent = generator(engine(64, OptionalInt.of(0), everyToken));
        assertThatThrownBy(() -> silent.sample(4, 3, new Random(1)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("in 32 samples");
        assertThat(GreedyTexts.of(silent, List.of("a"), 3, null)).containsExactly("");
    }

    /** An adapter under which the second token follows the first, the fourth the third, and end-of-text follows " d". */
    private LoraWeights taught(ToyEngine bigram, String... pairs) {
        long[] last = LongStream.concat(
                        IntStream.range(0, pairs.length / 2).mapToLong(i -> words.encode(pairs[2 * i], false)[0]),
                        LongStream.of(words.encode(" d", false)[0]))
                .toArray();
        long[] next = LongStream.concat(
                        IntStream.range(0, pairs.length / 2).mapToLong(i -> words.encode(pairs[2 * i + 1], false)[0]),
                        LongStream.of(GreedyTokenizer.END_OF_TEXT))
                .toArray();
        int[] lengths = new int[last.length];
        Arrays.fill(lengths, 1);
        float[] ones = new float[last.length];
        Arrays.fill(ones, 1);
        long[] positions = LongStream.range(0, last.length).toArray();
        TokenBatch batch = new TokenBatch(last.length, 1, last, lengths, positions, next, ones);
        LoraWeights weights = weights(1, 0.1f);
        try (Gradients gradients = bigram.gradients(weights.layout())) {
            for (int step = 0; step < 300; step++) {
                float[] gradient = new float[weights.values().length];
                gradients.accumulate(List.of(batch), weights, gradient);
                for (int i = 0; i < gradient.length; i++) {
                    weights.values()[i] -= 0.01f * gradient[i];
                }
            }
        }
        assertThat(bigram.score(batch, weights).predicted())
                .as("what was taught")
                .isEqualTo(Arrays.stream(next).mapToInt(Math::toIntExact).toArray());
        return weights;
    }

    private LoraWeights weights(long seed, float deviation) {
        LoraLayout layout = engine.layout(LoraConfig.rank(16));
        LoraWeights weights = new LoraWeights(layout, new float[layout.size()]);
        Random random = new Random(seed);
        for (int i = 0; i < weights.values().length; i++) {
            weights.values()[i] = deviation * (float) random.nextGaussian();
        }
        return weights;
    }
}
