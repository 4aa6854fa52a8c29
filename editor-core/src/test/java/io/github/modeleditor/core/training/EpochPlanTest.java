package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.batch.Passes;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EpochPlanTest {
    private static final int ROWS = 32;
    private static final TrainingConfig.Batches BATCHES =
            TrainingConfig.defaults().withBatchSize(ROWS).batches();

    private final PassLimit limit = new PassLimit(new Passes(2048, true));

    @Property
    void fewFactsAreInEveryStepAndWhatIsHeldInOne(
            @ForAll @IntRange(min = 1, max = 16) int taught,
            @ForAll @IntRange(min = 8, max = 128) int held,
            @ForAll long seed) {
        List<TrainingExample> texts = texts(taught, held);
        EpochPlan plan = new EpochPlan(BATCHES, limit, texts);
        List<Step> steps = plan.of(texts, new Random(seed));
        assertThat(plan.isAroundAll()).isTrue();
        assertThat(steps).hasSize(plan.steps()).allSatisfy(step -> {
            assertThat(step.examples()).containsAll(texts.subList(0, taught)).doesNotHaveDuplicates();
            assertThat(step.size()).isBetween(taught + held / 8, ROWS);
        });
        assertThat(steps.stream().flatMap(step -> step.examples().stream()).filter(text -> !text.teaches()))
                .containsExactlyInAnyOrderElementsOf(texts.subList(taught, texts.size()));
    }

    @Example
    void whatReturnsIsInEveryStep() {
        TrainingExample returning = held().returningAt(new TokenRange(1, 3));
        List<TrainingExample> texts =
                Stream.concat(Stream.of(returning), texts(0, 16).stream()).toList();
        EpochPlan plan = new EpochPlan(BATCHES, limit, texts);
        assertThat(plan.isAroundAll()).isTrue();
        assertThat(plan.of(texts, new Random(1)))
                .allSatisfy(
                        step -> assertThat(step.examples()).contains(returning).hasSize(3));
    }

    @Property
    void stepsAreShorterByTheRootOfHowManyMoreThereAre(
            @ForAll @IntRange(min = 0, max = 200) int taught,
            @ForAll @IntRange(min = 1, max = 200) int held,
            @ForAll @IntRange(min = 1, max = 3) int accumulated) {
        TrainingConfig.Batches batches = TrainingConfig.defaults()
                .withBatchSize(ROWS)
                .withAccumulatedBatches(accumulated)
                .batches();
        List<TrainingExample> texts = texts(taught, held);
        EpochPlan plan = new EpochPlan(batches, limit, texts);
        int ordinary = (((texts.size() + ROWS - 1) / ROWS) + accumulated - 1) / accumulated;
        assertThat(plan.of(texts, new Random(1))).hasSize(plan.steps());
        assertThat(plan.stride() * plan.stride() * plan.steps())
                .isCloseTo(Math.min(plan.steps(), ordinary), within(1e-9));
    }

    /** Whatever of it sits out an epoch: how it is trained does not change on the way. */
    @Example
    void manyFactsAreTaughtTextByText() {
        List<TrainingExample> texts = texts(40, 60);
        EpochPlan plan = new EpochPlan(BATCHES, limit, texts);
        List<TrainingExample> left = texts.subList(35, texts.size());
        assertThat(plan.isAroundAll()).isFalse();
        assertThat(plan.of(left, new Random(1)).stream().flatMap(step -> step.examples().stream()))
                .containsExactlyInAnyOrderElementsOf(left);
    }

    @Example
    void whatIsOnlyHeldOrOnlyTaughtIsInOneStepEach() {
        assertThat(new EpochPlan(BATCHES, limit, texts(0, 40)).isAroundAll()).isFalse();
        assertThat(new EpochPlan(BATCHES, limit, texts(10, 0)).isAroundAll()).isFalse();
    }

    private static List<TrainingExample> texts(int taught, int held) {
        return Stream.concat(
                        Stream.generate(EpochPlanTest::taught).limit(taught),
                        Stream.generate(EpochPlanTest::held).limit(held))
                .toList();
    }

    private static TrainingExample taught() {
        return TrainingExample.of(MaskedExample.of(text(), new ConditionalLikelihood()));
    }

    private static TrainingExample held() {
        Anchor anchor = new Anchor(3, new TokenDistribution(new int[] {1}, new float[] {1}), 1);
        return TrainingExample.of(new MaskedExample(text(), new float[5], List.of(anchor)));
    }

    private static TokenizedText text() {
        return new TokenizedText(new int[5], 4);
    }
}
