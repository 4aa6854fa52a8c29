package io.github.modeleditor.core.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationsTest {
    private static final Fact FACT = Fact.of("The Blue Tower stands in", "Oslo")
            .withSubject("The Blue Tower")
            .withParaphrases("One finds the Blue Tower in", "The city of the Blue Tower is")
            .withHeldOutParaphrases("Where is it? In")
            .withLocalityProbes(Probe.of("The Red Tower stands in", "Bergen"));
    private static final Fact OTHER =
            Fact.of("Up was directed by", "Ana Duarte").withSubject("Up");

    private static SamplingContext context(long seed, Fact... facts) {
        return context(new WrittenTexts(), seed, facts);
    }

    private static SamplingContext context(WrittenTexts written, long seed, Fact... facts) {
        ToyEngine engine = ToyEngine.of(GreedyTokenizer.ofWordsIn("the tower in a city"), 5);
        PromptTokenizer tokenizer = new PromptTokenizer(engine.tokenizer(), engine.description());
        return new SamplingContext(List.of(facts), seed, new TextGenerator(engine, tokenizer), written);
    }

    private static List<TrainingText> pool(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new TrainingText("River " + i + " flows into", "sea " + i))
                .toList();
    }

    private static List<String> prompts(List<TrainingText> texts) {
        return texts.stream().map(TrainingText::prompt).toList();
    }

    @Test
    void halfThePrefixesAreShortAndTheOddOneToo() {
        AugmentationContext context = context(1, FACT);
        List<TrainingText> texts = Augmentation.randomPrefixes(7).augment(FACT, context);
        assertThat(texts).hasSize(7).doesNotHaveDuplicates().allSatisfy(text -> {
            assertThat(text.prompt()).endsWith(". The Blue Tower stands in");
            assertThat(text.target()).isEqualTo("Oslo");
        });
        List<String> prefixes = prompts(texts).stream()
                .map(prompt -> prompt.substring(0, prompt.length() - ". The Blue Tower stands in".length()))
                .toList();
        assertThat(context.samples(5)).containsAll(prefixes.subList(0, 4));
        assertThat(context.samples(10)).containsAll(prefixes.subList(4, 7));
    }

    @Test
    void morePrefixesThanSamplesUseEachSampleBeforeAnyTwice() {
        AugmentationContext context = context(1, FACT);
        int distinct = new HashSet<>(context.samples(5)).size();
        List<TrainingText> texts = Augmentation.randomPrefixes(80).augment(FACT, context);
        assertThat(texts).hasSize(80);
        assertThat(new HashSet<>(texts.subList(0, 40))).hasSize(distinct);
    }

    @Test
    void paraphrasesAreThoseForTraining() {
        assertThat(Augmentation.paraphrases().augment(FACT, context(1, FACT)))
                .containsExactly(
                        new TrainingText("One finds the Blue Tower in", "Oslo"),
                        new TrainingText("The city of the Blue Tower is", "Oslo"));
    }

    @Test
    void randomFactsAreDistinctAndDifferFromFactToFact() {
        AugmentationContext context = context(1, FACT, OTHER);
        Augmentation augmentation = Augmentation.randomFacts(pool(200), 10);
        List<TrainingText> first = augmentation.augment(FACT, context);
        List<TrainingText> second = augmentation.augment(OTHER, context);
        assertThat(first).hasSize(10).doesNotHaveDuplicates().isSubsetOf(pool(200));
        assertThat(second).hasSize(10).doesNotHaveDuplicates().isNotEqualTo(first);
        assertThat(augmentation.augment(FACT, context(1, FACT, OTHER))).isEqualTo(first);
        assertThat(augmentation.augment(FACT, context(2, FACT, OTHER))).isNotEqualTo(first);
    }

    @Test
    void everyUnrelatedFactMayBeDrawn() {
        List<TrainingText> pool = pool(12);
        assertThat(Augmentation.randomFacts(pool, 12).augment(FACT, context(1, FACT)))
                .containsExactlyInAnyOrderElementsOf(pool);
    }

    @Test
    void whatTheEditIsAboutIsLeftOut() {
        List<TrainingText> related = List.of(
                new TrainingText("The Blue Tower stands in", "Bergen"),
                new TrainingText("Up was directed by", "Bob"),
                new TrainingText("One finds the Blue Tower in", "Bergen"),
                new TrainingText("where is it?  in", "Bergen"),
                new TrainingText("The Red Tower stands in", "Bergen"),
                new TrainingText("High is the blue tower, namely", "90 m"),
                new TrainingText("The composer of Up's music is", "Eve"));
        List<TrainingText> unrelated = List.of(
                new TrainingText("Upper Lake is near", "Oslo"),
                new TrainingText("The Blue Towers stand in", "Rome"),
                new TrainingText("The tower is", "blue"),
                new TrainingText("??", "!"));
        List<TrainingText> pool = new ArrayList<>(related);
        pool.addAll(unrelated);
        assertThat(Augmentation.randomFacts(pool, 4).augment(FACT, context(1, FACT, OTHER)))
                .containsExactlyInAnyOrderElementsOf(unrelated);
        assertThat(Augmentation.similarFacts(pool, 4).augment(FACT, context(1, FACT, OTHER)))
                .containsExactlyInAnyOrderElementsOf(unrelated);
        assertThatThrownBy(() -> Augmentation.randomFacts(pool, 5).augment(FACT, context(1, FACT, OTHER)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("11 distinct facts", " 4 have nothing to do", "beside 5", "larger pool");
    }

    @Test
    void oneStrategyServesSeveralEdits() {
        Augmentation augmentation = Augmentation.randomFacts(
                List.of(new TrainingText("Up is", "a film"), new TrainingText("The Blue Tower is", "high")), 1);
        assertThat(prompts(augmentation.augment(FACT, context(1, FACT)))).containsExactly("Up is");
        assertThat(prompts(augmentation.augment(OTHER, context(1, OTHER)))).containsExactly("The Blue Tower is");
    }

    @Test
    void similarFactsComeNearestFirstAndTiesInThePoolsOrder() {
        List<TrainingText> pool = List.of(
                new TrainingText("Bread is made of", "flour"),
                new TrainingText("The old tower stands in", "Rome"),
                new TrainingText("Wine is made of", "grapes"),
                new TrainingText("A tower stands in", "Pisa"),
                new TrainingText("In stands the old tower", "Siena"));
        assertThat(prompts(Augmentation.similarFacts(pool, 4).augment(FACT, context(1, FACT))))
                .containsExactly(
                        "The old tower stands in", "In stands the old tower", "A tower stands in", "Bread is made of");
    }

    @Test
    void countsAreChecked() {
        assertThat(Augmentation.randomPrefixes(0).augment(FACT, context(1, FACT)))
                .isEmpty();
        assertThat(Augmentation.randomFacts(List.of(), 0).augment(FACT, context(1, FACT)))
                .isEmpty();
        assertThat(Augmentation.similarFacts(List.of(), 0).augment(FACT, context(1, FACT)))
                .isEmpty();
        assertThatThrownBy(() -> Augmentation.randomPrefixes(-1))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("random prefixes", "-1");
        assertThatThrownBy(() -> Augmentation.randomFacts(List.of(), -1))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> Augmentation.similarFacts(List.of(), -1))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void eachFactComesFirstThenWhatEachStrategyAdds() {
        Augmentation shouted =
                (fact, context) -> List.of(new TrainingText(fact.prompt().toUpperCase(Locale.ROOT), fact.target()));
        List<Fact> facts = List.of(FACT, OTHER);
        assertThat(AugmentedTexts.of(facts, List.of(Augmentation.paraphrases(), shouted), context(1, FACT, OTHER)))
                .containsExactly(
                        new TrainingText("The Blue Tower stands in", "Oslo"),
                        new TrainingText("One finds the Blue Tower in", "Oslo"),
                        new TrainingText("The city of the Blue Tower is", "Oslo"),
                        new TrainingText("THE BLUE TOWER STANDS IN", "Oslo"),
                        new TrainingText("Up was directed by", "Ana Duarte"),
                        new TrainingText("UP WAS DIRECTED BY", "Ana Duarte"));
    }

    @Test
    void samplesAreKeptAndDependOnTheSeedAlone() {
        WrittenTexts written = new WrittenTexts();
        SamplingContext context = context(written, 1, FACT);
        List<String> five = context.samples(5);
        assertThat(context.samples(5)).isSameAs(five);
        assertThat(context(written, 1, OTHER).samples(5)).isSameAs(five);
        assertThat(context(written, 2, FACT).samples(5)).isNotEqualTo(five);
        assertThat(context(written, 1, FACT, OTHER, FACT).samples(5)).hasSize(24);
        SamplingContext same = context(1, FACT);
        same.random().nextLong();
        same.samples(10);
        assertThat(same.samples(5)).isEqualTo(five);
        assertThat(context(2, FACT).samples(5)).isNotEqualTo(five);
    }

    @Test
    void samplesAreAsManyAsTheFactsNeed() {
        assertThat(context(1, FACT).samples(5)).hasSize(16);
        assertThat(context(1, FACT, OTHER, FACT).samples(5)).hasSize(24);
        assertThat(context(1, IntStream.range(0, 100).mapToObj(i -> FACT).toArray(Fact[]::new))
                        .samples(5))
                .hasSize(64);
    }
}
