package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditTextsTest {
    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), 8);

    private static List<Fact> facts(String subject, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Fact.of("the " + subject + (char) ('a' + i) + " is in", "Rome")
                        .withSubject(subject + (char) ('a' + i)))
                .toList();
    }

    private EditTexts.Made texts(Recipe recipe, List<Fact> taught, List<Fact> kept, List<Fact> returning) {
        return texts(recipe, TrainingConfig.defaults(), taught, kept, returning);
    }

    private EditTexts.Made texts(
            Recipe recipe, TrainingConfig training, List<Fact> taught, List<Fact> kept, List<Fact> returning) {
        return texts(recipe, training, taught, new Earlier(kept, returning, Optional.empty()));
    }

    private EditTexts.Made texts(Recipe recipe, TrainingConfig training, List<Fact> taught, Earlier earlier) {
        EditorSettings settings = new EditorSettings(
                Path.of("toy"),
                recipe,
                LoraConfig.rank(4),
                training,
                EvaluationConfig.defaults(),
                Device.cpu(1),
                Precision.FLOAT32);
        return new EditTexts(
                        engine,
                        settings,
                        Stream.of(taught, earlier.kept()).flatMap(List::stream).toList(),
                        earlier,
                        false,
                        AskedBefore.nothing(Optional.empty()),
                        new EditPhases(event -> {}, new Cancellation()))
                .of(engine.layout(settings.lora()));
    }

    @Test
    void withoutEarlierFactsAllTextsCount() {
        EditTexts.Made alone = texts(Recipe.preserving(), facts("tower", 3), List.of(), List.of());
        assertThat(alone.examples()).hasSize(alone.withoutEarlier());
        TrainingConfig training = TrainingConfig.defaults();
        assertThat(alone.inAsManySteps(training)).isEqualTo(training);
    }

    @Test
    void theRecipeSaysWhetherTextsAreHeldAtTheirTargetsAndBehind() {
        assertThat(heldPlaces(Preservation.otherTokens())).containsExactly(0);
        assertThat(heldPlaces(Preservation.targetEnds())).containsExactly(1);
        assertThat(heldPlaces(Preservation.targetEnds(), Preservation.otherTokens()))
                .containsExactlyInAnyOrder(0, 1);
        assertThat(heldPlaces()).isEmpty();
    }

    /** Of a text whose target is one token, counted from there. */
    private List<Integer> heldPlaces(Preservation... preservations) {
        Recipe recipe = Recipe.preserving().withAugmentation(List.of()).withPreservation(List.of(preservations));
        MaskedExample text = texts(recipe, facts("tower", 1), List.of(), List.of())
                .examples()
                .get(0)
                .target();
        return text.anchors().stream()
                .map(anchor -> anchor.place() - text.text().targetStart())
                .toList();
    }

    @Test
    void whatReturnsIsLearnedWhereFactsAre() {
        String prompt = "the old tower is in";
        Fact named = Fact.of(prompt, "Rome").withSubject("old tower").withParaphrases("they built the old tower in");
        TrainingConfig atSubject = TrainingConfig.defaults().withTaughtAtSubject(true);
        Recipe recipe = Recipe.preserving();
        List<TrainingExample> returning =
                texts(recipe, atSubject, List.of(), List.of(), List.of(named)).examples().stream()
                        .filter(TrainingExample::returns)
                        .toList();
        PromptTokenizer tokenizer = PromptTokenizer.of(engine);
        assertThat(returning)
                .extracting(example -> example.target().taughtAt())
                .containsExactly(
                        tokenizer.lastWord("old tower", prompt, PromptForm.PLAIN),
                        tokenizer.lastWord("old tower", named.paraphrases().get(0), PromptForm.PLAIN));
        assertThat(texts(recipe, List.of(), List.of(), List.of(named)).examples())
                .filteredOn(TrainingExample::returns)
                .hasSize(2)
                .allSatisfy(example -> assertThat(example.target().taughtAt())
                        .contains(new TokenRange(1, example.target().inputs())));
    }

    /** A hundred texts of the model's own are shared by few facts, so that from five on each has fewer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void whatIsHeldAroundEarlierFactsDoesNotCount(int count) {
        List<Fact> taught = facts("tower", 1);
        EditTexts.Made alone = texts(Recipe.preserving(), taught, List.of(), List.of());
        EditTexts.Made beside = texts(Recipe.preserving(), taught, facts("bread", count), List.of());
        assertThat(beside.examples().size()).isGreaterThan(alone.examples().size());
        // In the mean: not each fact has as many neighbours.
        assertThat(beside.withoutEarlier()).isCloseTo(alone.examples().size(), withinPercentage(5));
    }

    @Test
    void whatIsHeldAroundFactsIsNotAskedAgain() {
        Recipe recipe = Recipe.preserving().withAugmentation(List.of());
        List<Fact> kept = facts("bread", 4);
        Surroundings asked = texts(recipe, facts("tower", 2), kept, List.of()).surroundings();
        int all = asked.texts().size();
        assertThat(asked.textsAround(6)).as("of six facts").isEqualTo(all);
        assertThat(asked.textsAround(5)).as("of six facts").isLessThan(all);
        List<Fact> lost = kept.subList(0, 1);
        EditTexts.Made again = texts(
                recipe,
                TrainingConfig.defaults(),
                Stream.of(facts("tower", 2), lost).flatMap(List::stream).toList(),
                new Earlier(kept.subList(1, 4), List.of(), Optional.of(asked)));
        assertThat(again.surroundings()).isSameAs(asked);
        assertThat(again.examples()).hasSize(6 + asked.texts().size()).containsAll(asked.texts());
        // Three of six facts change now.
        assertThat(again.withoutEarlier()).isEqualTo(3 + asked.texts().size() / 2);
    }

    @Test
    void textsAroundMoreFactsThanWereAskedForAreAllOfThem() {
        TrainingExample example = texts(Recipe.paper(), facts("tower", 1), List.of(), List.of())
                .examples()
                .get(0);
        Surroundings surroundings = new Surroundings(2, Collections.nCopies(10, example));
        assertThat(List.of(surroundings.textsAround(0), surroundings.textsAround(1), surroundings.textsAround(3)))
                .containsExactly(0, 5, 10);
        assertThat(Surroundings.none().textsAround(3)).isZero();
    }

    @Test
    void whatReturnsIsWhatChanges() {
        EditTexts.Made made =
                texts(Recipe.paper().withAugmentation(List.of()), List.of(), facts("bread", 4), facts("tower", 3));
        assertThat(made.examples()).hasSize(7);
        assertThat(made.withoutEarlier()).isEqualTo(3);
    }

    @Property(tries = 200)
    void stepsStayAsMany(
            @ForAll @IntRange(min = 1, max = 64) int batchSize,
            @ForAll @IntRange(min = 1, max = 500) int own,
            @ForAll @IntRange(min = 0, max = 5000) int more) {
        TrainingExample example = texts(Recipe.paper(), facts("tower", 1), List.of(), List.of())
                .examples()
                .get(0);
        EditTexts.Made made = new EditTexts.Made(Collections.nCopies(own + more, example), own, Surroundings.none());
        int size = made.inAsManySteps(TrainingConfig.defaults().withBatchSize(batchSize))
                .batches()
                .batchSize();
        double steps = (double) (own + more) / size;
        assertThat(steps).isLessThanOrEqualTo((double) own / batchSize);
        assertThat((double) (own + more) / (size - 1)).isGreaterThan((double) own / batchSize);
    }
}
