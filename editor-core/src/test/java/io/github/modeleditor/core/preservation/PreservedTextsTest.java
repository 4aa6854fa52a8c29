package io.github.modeleditor.core.preservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.core.augmentation.SamplingContext;
import io.github.modeleditor.core.builtin.Opening;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.Softmax;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.relation.MadePrompts;
import io.github.modeleditor.core.relation.RelatedSubjects;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PreservedTextsTest {
    private static final Fact TOWER = Fact.of("The Blue Tower stands in", "Rome")
            .withSubject("Blue Tower")
            .withOldTarget("Oslo");

    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(" Rome", " Paris", " Oslo"), 11);
    private final PromptTokenizer tokenizer = PromptTokenizer.of(engine);

    private static List<Fact> facts(int others) {
        return Stream.concat(Stream.of(TOWER), IntStream.range(0, others).mapToObj(i -> Fact.of(
                                "Nr " + i + "x says", "t" + i)
                        .withSubject("Nr " + i + "x")
                        .withOldTarget("o" + i)))
                .toList();
    }

    private SamplingContext context(List<Fact> facts, long seed) {
        return new SamplingContext(facts, seed, new TextGenerator(engine, tokenizer), new WrittenTexts());
    }

    private List<MaskedExample> texts(List<Fact> facts, long seed, Preservation... preservations) {
        return texts(facts, facts, seed, preservations);
    }

    private List<MaskedExample> texts(List<Fact> facts, List<Fact> changing, long seed, Preservation... preservations) {
        return new PreservedTexts(
                        engine, tokenizer, context(facts, seed), new WrittenTexts(), new ReplayedTexts(), seed)
                .of(List.of(preservations), changing, made -> {}).stream()
                        .map(TrainingExample::target)
                        .toList();
    }

    @Test
    void whatIsHeldIsWhatTheModelSaid() {
        OwnNeighbours strategy = new OwnNeighbours(4, 2, 0.7, 3, true);
        List<MaskedExample> texts = texts(facts(6), 1, strategy);
        assertThat(texts).isNotEmpty();
        int rome = tokenizer.text("The Blue Tower stands in", "Rome", false)
                .tokens()[tokenizer.prompt("The Blue Tower stands in").length];
        for (MaskedExample text : texts.subList(0, 4)) {
            assertThat(text.targets()).as("nothing to learn").isZero();
            assertThat(text.anchors()).extracting(Anchor::place).isEqualTo(places(text, 2));
            for (Anchor anchor : text.anchors()) {
                int[] before = Arrays.copyOf(text.text().tokens(), anchor.place());
                float[] logits = engine.logits(TokenBatch.lastPositions(List.of(before)), null)[0];
                Softmax softmax = Softmax.of(logits);
                TokenDistribution said = TokenDistribution.mostLikely(logits, softmax, 48);
                assertThat(anchor.reference().tokens()).isEqualTo(said.tokens());
                assertThat(anchor.reference().probabilities()).containsExactly(said.probabilities(), within(1e-6f));
                assertThat(anchor.weight()).isEqualTo(0.7f);
                Ceiling expected = new Ceiling(rome, (float) softmax.logProbability(logits[rome]), 3);
                assertThat(anchor.ceiling().stream().toList())
                        .isEqualTo(anchor.place() == text.text().targetStart() ? List.of(expected) : List.of());
            }
            assertThat(text.text().tokens()[text.text().targetStart()])
                    .as("its greedy answer")
                    .isEqualTo(text.anchors().get(0).reference().tokens()[0]);
        }
    }

    private static List<Integer> places(MaskedExample text, int count) {
        int start = text.text().targetStart();
        return IntStream.range(start, start + count).boxed().toList();
    }

    @Test
    void theModelsOwnTextsAreHeldFromTheirFirstToken() {
        List<MaskedExample> texts = texts(facts(59), 3, new SelfReplay(2, 5, 0.5, false));
        assertThat(texts).hasSize(120).doesNotHaveDuplicates();
        for (MaskedExample text : texts) {
            assertThat(text.text().targetStart()).isEqualTo(1);
            assertThat(text.text().tokens()[0]).isEqualTo(GreedyTokenizer.BEGIN_OF_TEXT);
            assertThat(text.anchors()).hasSizeBetween(1, 5).allMatch(anchor -> anchor.ceiling()
                    .isEmpty());
        }
        assertThat(texts(facts(0), 3, new SelfReplay(2, 5, 0.5, false)))
                .as("one fact")
                .hasSize(20);
        assertThat(texts(facts(12), 3, new SelfReplay(2, 5, 0.5, false)))
                .as("few")
                .hasSize(100);
        assertThat(texts(facts(0), 3, new SelfReplay(0, 5, 0.5, false))).isEmpty();
    }

    @Test
    void everyOtherTextOfItsOwnGoesOnFromAnOpening() {
        List<MaskedExample> texts = texts(facts(109), 3, new SelfReplay(2, 5, 0.5, true));
        List<String> openings = texts.stream()
                .map(text -> Arrays.copyOf(text.text().tokens(), text.text().targetStart()))
                .filter(given -> given.length > 1)
                .map(tokenizer::decode)
                .toList();
        assertThat(openings)
                .hasSize(texts.size() / 2)
                .containsAll(Opening.all().stream().map(Opening::text).toList());
        assertThat(texts)
                .allMatch(text -> text.anchors().get(0).place() == text.text().targetStart());
    }

    @Test
    void aModelThatTakesNoOpeningGoesOnFromNothing() {
        GreedyTokenizer bytes = GreedyTokenizer.of();
        ToyEngine small = new ToyEngine(bytes, ToyEngine.describe(bytes, 2, "two tokens"), 0.5, 11);
        List<TrainingExample> texts = new PreservedTexts(
                        small,
                        PromptTokenizer.of(small),
                        context(facts(0), 3),
                        new WrittenTexts(),
                        new ReplayedTexts(),
                        3)
                .of(List.of(new SelfReplay(2, 5, 0.5, true)), facts(0), made -> {});
        assertThat(texts).hasSize(20).allMatch(text -> text.target().text().targetStart() == 1);
    }

    @Test
    void whatStaysNeedsNoTextsOfItsOwn() {
        List<Fact> facts = facts(59);
        SelfReplay replay = new SelfReplay(2, 5, 0.5, false);
        assertThat(texts(facts, facts.subList(0, 1), 3, replay)).hasSize(20);
        assertThat(texts(facts, List.of(), 3, replay)).isEmpty();
        OwnNeighbours neighbours = new OwnNeighbours(4, 2, 1, 0, true);
        assertThat(texts(facts, facts.subList(0, 1), 3, neighbours)).hasSize(4);
    }

    @Test
    void aSeedGivesOneSetOfTexts() {
        Preservation[] both = {new OwnNeighbours(3, 2, 1, 0, true), new SelfReplay(1, 4, 1, true)};
        List<int[]> first = tokens(texts(facts(5), 7, both));
        assertThat(tokens(texts(facts(5), 7, both))).usingRecursiveComparison().isEqualTo(first);
        List<int[]> other = tokens(texts(facts(5), 8, both));
        assertThat(other.stream().map(Arrays::toString))
                .isNotEqualTo(first.stream().map(Arrays::toString));
    }

    @Test
    void theModelWritesItsOwnTextsOnceForAllEditsOfASeed() {
        ReplayedTexts kept = new ReplayedTexts();
        List<MaskedExample> first = replayed(kept, facts(6), 3, 0.5);
        List<MaskedExample> again = replayed(kept, facts(9), 3, 0.25);
        for (int i = 0; i < first.size(); i++) {
            assertThat(again.get(i).text()).isSameAs(first.get(i).text());
        }
        assertThat(again).allMatch(text -> text.anchors().get(0).weight() == 0.25f);
        assertThat(replayed(kept, facts(6), 4, 0.5).get(0).text())
                .isNotSameAs(first.get(0).text());
    }

    private List<MaskedExample> replayed(ReplayedTexts kept, List<Fact> facts, long seed, double weight) {
        return new PreservedTexts(engine, tokenizer, context(facts, seed), new WrittenTexts(), kept, seed)
                .of(List.of(new SelfReplay(2, 5, weight, true)), facts, made -> {}).stream()
                        .map(TrainingExample::target)
                        .toList();
    }

    private static List<int[]> tokens(List<MaskedExample> texts) {
        return texts.stream().map(text -> text.text().tokens()).toList();
    }

    @Property(tries = 25)
    void neighboursAreAskedInTheWordsOfTheFactButNotAboutItsSubject(
            @ForAll @IntRange(max = 20) int count, @ForAll @IntRange(max = 12) int others, @ForAll long seed) {
        List<Fact> facts = new ArrayList<>(facts(others));
        facts.add(Fact.of("The Red Gate stands in", "Cairo")
                .withSubject("Red Gate")
                .withOldTarget("Bern"));
        List<String> prompts =
                neighbours(facts, ImmutableSetMultimap.of(), seed).of(TOWER, count);
        assertThat(prompts).hasSizeLessThanOrEqualTo(count).noneMatch(prompt -> prompt.contains("Blue Tower"));
        List<String> made = prompts.stream()
                .filter(prompt -> prompt.endsWith("stands in"))
                .map(PreservedTextsTest::withoutPrefix)
                .toList();
        int ofNearStatements = 10;
        assertThat(made)
                .hasSizeGreaterThanOrEqualTo(Math.min(count * 3 / 4, ofNearStatements))
                .as("taught itself")
                .doesNotContain("The Red Gate stands in")
                .noneMatch(MadePrompts::isMeasured);
    }

    private NeighbourPrompts neighbours(List<Fact> facts, SetMultimap<String, String> listed, long seed) {
        return new NeighbourPrompts(context(facts, seed), new RelatedSubjects(facts), listed, new Random(seed));
    }

    @Test
    void mostAreAboutNamesOfTheSubjectsKind() {
        List<String> listed =
                IntStream.range(0, 40).mapToObj(i -> "Tower " + i + "z").toList();
        SetMultimap<String, String> names = ImmutableSetMultimap.<String, String>builder()
                .putAll("Blue Tower", listed)
                .build();
        List<String> prompts = neighbours(facts(6), names, 1).of(TOWER, 16);
        assertThat(prompts).hasSize(16);
        assertThat(prompts.stream().filter(prompt -> prompt.matches(".*The Tower \\d+z stands in")))
                .hasSize(11)
                .map(PreservedTextsTest::withoutPrefix)
                .noneMatch(MadePrompts::isMeasured);
    }

    @Test
    void whatIsTaughtItselfIsNotHeldBecauseItIsListed() {
        List<Fact> facts = new ArrayList<>(facts(0));
        List<String> gates =
                IntStream.range(0, 10).mapToObj(i -> "Gate " + i + "z").toList();
        gates.forEach(gate -> facts.add(
                Fact.of(TOWER.prompt().replace("Blue Tower", gate), "Rome").withSubject(gate)));
        SetMultimap<String, String> names = ImmutableSetMultimap.<String, String>builder()
                .putAll("Blue Tower", gates.stream().map(String::toUpperCase).toList())
                .build();
        assertThat(neighbours(facts, names, 1).of(TOWER, 16)).noneMatch(prompt -> prompt.contains("GATE"));
    }

    /** Sentences of what the model makes up before a prompt may end, too. */
    private static String withoutPrefix(String prompt) {
        int end = prompt.lastIndexOf(". The ");
        return end < 0 ? prompt : prompt.substring(end + 2);
    }

    @Test
    void aPromptWithoutANameHasNoNeighbours() {
        Fact bread = Fact.of("bread is made of", "stone");
        assertThat(neighbours(List.of(bread), ImmutableSetMultimap.of(), 1).of(bread, 6))
                .isEmpty();
        assertThat(texts(List.of(bread), 1, Preservation.ownNeighbours(6))).isEmpty();
    }
}
