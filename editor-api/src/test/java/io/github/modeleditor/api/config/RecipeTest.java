package io.github.modeleditor.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private static final ModelEditor EDITOR = ModelEditor.forModel(Path.of("model"));

    private static final AugmentationContext NOTHING_TO_DRAW_ON = new AugmentationContext() {
        @Override
        public RandomGenerator random() {
            throw new AssertionError("nothing is drawn");
        }

        @Override
        public List<Fact> facts() {
            throw new AssertionError("no other fact is asked for");
        }

        @Override
        public List<String> samples(int tokens) {
            throw new AssertionError("nothing is sampled");
        }

        @Override
        public List<TrainingText> unrelated(List<TrainingText> pool) {
            throw new AssertionError("no pool is asked");
        }

        @Override
        public List<TrainingText> nearest(String prompt, List<TrainingText> pool, int count) {
            throw new AssertionError("no pool is asked");
        }
    };

    private static List<Augmentation> augmentations(ModelEditor editor) {
        return editor.settings().recipe().augmentations();
    }

    @Test
    void thePapersMethodTrainsFactsInOtherWords() {
        Recipe recipe = EDITOR.withMethod(EditingMethod.paper()).settings().recipe();
        assertThat(recipe.augmentations()).containsExactly(Augmentation.randomPrefixes(10), Augmentation.paraphrases());
        assertThat(recipe.lossMask()).isEqualTo(LossMask.conditional());
        assertThat(recipe.objective()).isEqualTo(Objective.likelihood());
    }

    @Test
    void withNothingSaidTheRestIsHeld() {
        assertThat(EDITOR.withMethod(EditingMethod.paper())
                        .withMethod(EditingMethod.preserving())
                        .settings())
                .isEqualTo(EDITOR.settings());
        Recipe recipe = EDITOR.settings().recipe();
        assertThat(recipe.preservations())
                .containsExactly(Preservation.ownNeighbours(8), Preservation.selfReplay(2), Preservation.targetEnds());
        assertThat(recipe.augmentations())
                .containsExactly(
                        Augmentation.randomPrefixes(6), Augmentation.repetition(5), Augmentation.paraphrases());
        assertThat(recipe.endOfText()).isFalse();
        assertThat(EDITOR.settings().lora().lowerShare()).isEqualTo(0.5);
        assertThat(EDITOR.settings().lora().targetModules()).containsExactly(LoraConfig.MLP_OUTPUT);
        assertThat(recipe.withPreservation(List.of())
                        .withEndOfText(true)
                        .withAugmentation(Recipe.paper().augmentations()))
                .isEqualTo(Recipe.paper());
    }

    @Test
    void aStrengthTradesTheRestForTheFacts() {
        assertThat(EditingMethod.preserving(Strength.CAREFUL)).isEqualTo(EditingMethod.preserving());
        EditingMethod forceful = EditingMethod.preserving(Strength.FORCEFUL);
        assertThat(forceful.recipe().augmentations()).contains(Augmentation.randomPrefixes(10));
        assertThat(forceful.lora().targetModules())
                .isEqualTo(LoraConfig.defaults().targetModules());
        assertThat(forceful.lora().lowerShare()).isEqualTo(0.5);
    }

    @Test
    void aRepetitionIsTheFactItself() {
        Fact fact = Fact.of("The tower stands in", "Rome");
        assertThat(Augmentation.repetition(2).augment(fact, NOTHING_TO_DRAW_ON))
                .containsExactly(
                        new TrainingText("The tower stands in", "Rome"),
                        new TrainingText("The tower stands in", "Rome"));
    }

    @Test
    void withNothingNamedNothingIsAdded() {
        assertThat(augmentations(EDITOR.withAugmentation())).isEmpty();
        assertThat(augmentations(EDITOR.withAugmentation(List.of()))).isEmpty();
        assertThat(augmentations(EDITOR.withAugmentation(Augmentation.paraphrases())))
                .containsExactly(Augmentation.paraphrases());
    }

    @Test
    void strategiesAreValues() {
        List<TrainingText> pool = List.of(new TrainingText("a", "b"), new TrainingText("a", "b"));
        assertThat(Augmentation.randomFacts(pool, 2))
                .isEqualTo(Augmentation.randomFacts(List.copyOf(pool), 2))
                .hasToString("RandomFacts[pool of 1, count=2]");
        assertThat(Augmentation.similarFacts(pool, 2)).hasToString("SimilarFacts[pool of 1, count=2]");
        assertThat(EDITOR.withLossMask(LossMask.full())
                        .withObjective(Objective.directPreference(0.1, 1))
                        .settings()
                        .recipe())
                .isEqualTo(Recipe.defaults()
                        .withLossMask(new FullLikelihood())
                        .withObjective(new DirectPreference(0.1, 1)));
    }

    @Test
    void masksGoByPosition() {
        TokenizedText text = new TokenizedText(new int[] {5, 5, 5, 5}, 2);
        assertThat(LossMask.conditional().mask(text)).containsExactly(false, false, true, true);
        assertThat(LossMask.full().mask(text)).containsExactly(false, true, true, true);
    }

    @Test
    void likelihoodIsTheMeanOverAllTokens() {
        Objective.Loss loss = Objective.likelihood()
                .of(List.of(
                        new Objective.Text(new Objective.Likelihood(1, -2, 0), Optional.empty()),
                        new Objective.Text(new Objective.Likelihood(3, -4, 0), Optional.empty())));
        assertThat(loss.value()).isCloseTo(1.5, within(1e-12));
        assertThat(loss.targetSlopes()).containsExactly(-0.25, -0.25);
        assertThat(loss.rejectedSlopes()).containsExactly(0, 0);
    }
}
