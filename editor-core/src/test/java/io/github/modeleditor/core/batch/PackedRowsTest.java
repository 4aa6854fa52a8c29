package io.github.modeleditor.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PackedRowsTest {
    @Property
    void everyTextLiesInOneRow(@ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 90) Integer> lengths) {
        List<List<Integer>> rows = PackedRows.of(Ints.toArray(lengths));
        assertThat(rows.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, lengths.size()).boxed().toList());
        assertThat(rows).noneMatch(List::isEmpty);
    }

    @Example
    void littleOfABatchIsPaddingWhereTextsAreSentences() {
        Random random = new Random(7);
        for (int step = 0; step < 50; step++) {
            int[] lengths = random.ints(32, 6, 27).toArray();
            List<List<Integer>> rows = PackedRows.of(lengths);
            int columns = rows.stream()
                    .mapToInt(
                            row -> row.stream().mapToInt(text -> lengths[text]).sum())
                    .max()
                    .orElseThrow();
            assertThat((double) rows.size() * columns / Arrays.stream(lengths).sum())
                    .isLessThan(1.1);
        }
    }

    /** What the engine is told of a packed batch is what each text says by itself, up to its last target. */
    @Property
    void aPackedBatchHasTheTokensAndTargetsOfItsTexts(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 2, max = 40) Integer> lengths, @ForAll long seed) {
        Random random = new Random(seed);
        List<MaskedExample> texts = new ArrayList<>();
        float[] weights = new float[lengths.size()];
        for (int text = 0; text < weights.length; text++) {
            int[] tokens = random.ints(lengths.get(text), 0, 1000).toArray();
            boolean[] mask = new boolean[tokens.length];
            mask[1 + random.nextInt(tokens.length - 1)] = true;
            texts.add(MaskedExample.of(new TokenizedText(tokens, tokens.length - 1), any -> mask));
            weights[text] = 1 + text;
        }
        TokenBatch batch = Batches.packedBatch(texts, weights, 0);
        List<List<Integer>> read = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            for (int column = 0; column < batch.lengths()[row]; column++) {
                int index = row * batch.columns() + column;
                if (batch.starts()[index] == column) {
                    read.add(new ArrayList<>());
                }
                read.get(read.size() - 1).add((int) batch.inputIds()[index]);
            }
        }
        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(texts.stream()
                        .map(text -> Ints.asList(text.text().tokens()).subList(0, text.inputs()))
                        .toList());
        assertThat(batch.targetPositions()).isSorted();
        for (int target = 0; target < batch.targets(); target++) {
            MaskedExample text = texts.get((int) batch.targetWeights()[target] - 1);
            int[] tokens = text.text().tokens();
            int counted = text.inputs();
            int position = (int) batch.targetPositions()[target];
            assertThat(batch.targetIds()[target]).isEqualTo(tokens[counted]);
            assertThat(batch.inputIds()[position]).isEqualTo(tokens[counted - 1]);
            assertThat(position % batch.columns() - batch.starts()[position]).isEqualTo(counted - 1);
        }
    }
}
