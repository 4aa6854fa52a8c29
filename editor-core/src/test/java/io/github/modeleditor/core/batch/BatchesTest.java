package io.github.modeleditor.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.example.ConditionalLikelihood;
import io.github.modeleditor.core.example.MaskedExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchesTest {
    /** A text of which only its length matters, told apart from others of that length by its number. */
    private record Item(int number, int length) {
        static List<Item> of(List<Integer> lengths) {
            List<Item> items = new ArrayList<>();
            for (int length : lengths) {
                items.add(new Item(items.size(), length));
            }
            return items;
        }
    }

    @Property
    void everyItemOnceAndNoBatchTooLarge(
            @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 60) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 300) int tokens,
            @ForAll long seed) {
        List<Item> items = Item.of(lengths);
        BatchLimits limits = new BatchLimits(rows, tokens);
        for (List<List<Item>> batches : List.of(
                Batches.shuffled(items, Item::length, limits, new Random(seed)),
                Batches.byLength(items, Item::length, limits))) {
            assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(items);
            assertThat(batches).allSatisfy(batch -> {
                assertThat(batch).hasSizeBetween(1, rows);
                int columns = batch.stream().mapToInt(Item::length).max().orElseThrow();
                assertThat(batch.size() == 1 || batch.size() * columns <= tokens)
                        .as("%s", batch)
                        .isTrue();
            });
        }
    }

    @Property
    void batchesHaveTheSameShapesInEveryEpoch(
            @ForAll @Size(max = 100) List<@IntRange(min = 1, max = 20) Integer> lengths,
            @ForAll long seed,
            @ForAll long otherSeed) {
        assertThat(shapes(lengths, seed)).containsExactlyInAnyOrderElementsOf(shapes(lengths, otherSeed));
    }

    private static List<List<Integer>> shapes(List<Integer> lengths, long seed) {
        return Batches.shuffled(Item.of(lengths), Item::length, new BatchLimits(8, 50), new Random(seed)).stream()
                .map(batch -> batch.stream().map(Item::length).toList())
                .toList();
    }

    @Example
    void oneSeedGivesOneOrderAndAnotherAnother() {
        List<Item> items = Item.of(Collections.nCopies(50, 7));
        BatchLimits limits = new BatchLimits(8, 1000);
        List<List<Item>> first = Batches.shuffled(items, Item::length, limits, new Random(1));
        assertThat(Batches.shuffled(items, Item::length, limits, new Random(1))).isEqualTo(first);
        assertThat(Batches.shuffled(items, Item::length, limits, new Random(2))).isNotEqualTo(first);
    }

    @Example
    void longAndShortBatchesComeInRandomOrder() {
        List<Integer> lengths = new ArrayList<>();
        for (int length = 1; length <= 64; length++) {
            lengths.add(length);
        }
        assertThat(Batches.shuffled(Item.of(lengths), Item::length, new BatchLimits(2, 1000), new Random(3)))
                .extracting(batch -> batch.get(0).length())
                .doesNotHaveDuplicates()
                .isNotEqualTo(lengths.stream().filter(length -> length % 2 == 1).toList());
    }

    @Example
    void leavesNoLoneRemainder() {
        assertThat(Batches.byLength(Item.of(Collections.nCopies(33, 5)), Item::length, new BatchLimits(32, 10_000)))
                .extracting(List::size)
                .containsExactlyInAnyOrder(17, 16);
    }

    @Example
    void scoresLongestFirst() {
        assertThat(Batches.byLength(Item.of(List.of(3, 9, 5, 7)), Item::length, new BatchLimits(2, 100)))
                .extracting(batch -> batch.stream().mapToInt(Item::length).max().orElseThrow())
                .containsExactly(9, 5);
    }

    @Example
    void padsLittleWhereLengthsAreThoseOfTheMixOfThePaper() {
        Random random = new Random(5);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 2100; i++) {
            lengths.add((int) Math.max(6, Math.min(26, Math.round(14 + 4 * random.nextGaussian()))));
        }
        long padded = 0;
        for (List<Item> batch : Batches.shuffled(Item.of(lengths), Item::length, new BatchLimits(32, 2048), random)) {
            padded += (long) batch.size()
                    * batch.stream().mapToInt(Item::length).max().orElseThrow();
        }
        long tokens = lengths.stream().mapToLong(Integer::longValue).sum();
        assertThat((double) padded / tokens).isBetween(1.0, 1.03);
    }

    @Example
    void laysTargetsOutByThePositionBeforeThem() {
        TokenBatch batch = Batches.tokenBatch(
                List.of(
                        MaskedExample.of(new TokenizedText(new int[] {11, 12, 13, 14}, 2), new ConditionalLikelihood()),
                        MaskedExample.of(new TokenizedText(new int[] {21, 22}, 1), new ConditionalLikelihood())),
                new float[] {0.25f, -0.5f});
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.columns()).isEqualTo(4);
        assertThat(batch.inputIds()).containsExactly(11, 12, 13, 14, 21, 22, 0, 0);
        assertThat(batch.lengths()).containsExactly(4, 2);
        assertThat(batch.targetPositions()).containsExactly(1, 2, 4);
        assertThat(batch.targetIds()).containsExactly(13, 14, 22);
        assertThat(batch.targetWeights()).containsExactly(0.25f, 0.25f, -0.5f);
    }
}
