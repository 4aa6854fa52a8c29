package io.github.modeleditor.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchesTest {
    @Property
    void everyItemOnceAndNoBatchTooLarge(
            @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 60) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 300) int tokens) {
        List<TrainingExample> items = Item.of(lengths);
        List<List<TrainingExample>> batches =
                Batches.byLength(items, TrainingExample::length, new BatchLimits(rows, tokens));
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(items);
        assertThat(batches).allSatisfy(batch -> {
            assertThat(batch).hasSizeBetween(1, rows);
            assertThat(batch.size() == 1 || Item.padded(batch) <= tokens)
                    .as("%s", batch)
                    .isTrue();
        });
    }

    @Example
    void leavesNoLoneRemainder() {
        assertThat(Batches.byLength(
                        Item.of(Collections.nCopies(33, 5)), TrainingExample::length, new BatchLimits(32, 10_000)))
                .extracting(List::size)
                .containsExactlyInAnyOrder(17, 16);
    }

    @Example
    void scoresLongestFirst() {
        assertThat(Batches.byLength(Item.of(List.of(3, 9, 5, 7)), TrainingExample::length, new BatchLimits(2, 100)))
                .extracting(batch ->
                        batch.stream().mapToInt(TrainingExample::length).max().orElseThrow())
                .containsExactly(9, 5);
    }

    @Example
    void laysTargetsOutByThePositionBeforeThem() {
        TokenBatch batch = Batches.tokenBatch(
                List.of(
                        MaskedExample.of(new TokenizedText(new int[] {11, 12, 13, 14}, 2), new ConditionalLikelihood()),
                        MaskedExample.of(new TokenizedText(new int[] {21, 22}, 1), new ConditionalLikelihood())),
                new float[] {0.25f, -0.5f},
                1);
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.columns()).isEqualTo(3);
        assertThat(batch.inputIds()).containsExactly(11, 12, 13, 21, 0, 0);
        assertThat(batch.lengths()).containsExactly(3, 1);
        assertThat(batch.targetPositions()).containsExactly(1, 2, 3);
        assertThat(batch.targetIds()).containsExactly(13, 14, 22);
        assertThat(batch.targetWeights()).containsExactly(0.25f, 0.25f, -0.5f);
    }

    @Example
    void ofATextThatIsTaughtSomewhereNothingElseCountsInGradients() {
        TokenizedText text = new TokenizedText(new int[] {11, 12, 13, 14, 15, 16}, 4);
        MaskedExample plain = MaskedExample.of(text, new ConditionalLikelihood());

        TokenBatch batch = Batches.packedBatch(
                List.of(plain, plain.withTaughtAt(new TokenRange(1, 3)), plain), new float[] {1, 1, 1}, 1);

        assertThat(batch.tokenWeights()).containsExactly(1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1);
        assertThat(batch.targetWeights()).hasSize(6).containsOnly(1);
    }

    @Example
    void whatIsNotReadIsNoPlaceToTeachAt() {
        MaskedExample first = MaskedExample.of(
                new TokenizedText(new int[] {11, 12, 13, 14}, 2), any -> new boolean[] {false, false, true, false});
        assertThat(first.withTaughtAt(new TokenRange(1, 4)).taughtAt()).contains(new TokenRange(1, 2));
        assertThat(first.withTaughtAt(new TokenRange(2, 4)).taughtAt()).isEmpty();
    }

    @Example
    void weighsTokensAndHoldsPlacesToDistributions() {
        TokenizedText text = new TokenizedText(new int[] {11, 12, 13, 14, 15}, 2);
        TokenDistribution reference = new TokenDistribution(new int[] {7, 8}, new float[] {0.5f, 0.25f});
        MaskedExample held = new MaskedExample(
                text, new float[] {5, 0, 2, 0, 0}, List.of(new Anchor(1, reference, 3), new Anchor(3, reference, 1)));
        MaskedExample plain = MaskedExample.of(text, new ConditionalLikelihood());

        TokenBatch batch = Batches.packedBatch(List.of(held, plain), new float[] {0.25f, 1}, 0.5f);

        assertThat(held.targets()).isEqualTo(1);
        assertThat(held.inputs()).isEqualTo(3);
        // The longer text is packed first.
        assertThat(batch.inputIds()).startsWith(11, 12, 13, 14, 11, 12, 13);
        assertThat(batch.targetPositions()).containsExactly(1, 2, 3, 5);
        assertThat(batch.targetWeights()).containsExactly(1, 1, 1, 0.5f);
        assertThat(batch.softTargets())
                .containsExactly(new SoftTarget(4, 0, reference, 1.5f), new SoftTarget(6, 0, reference, 0.5f));
    }
}
