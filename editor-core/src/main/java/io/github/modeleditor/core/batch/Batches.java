package io.github.modeleditor.core.batch;

import com.google.common.collect.Lists;
import com.google.common.math.IntMath;
import io.github.modeleditor.core.engine.BatchLayout;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Puts texts of like length into one batch, so that little of it is padding, and lays batches out for the engine. */
public final class Batches {
    private Batches() {}

    /**
     * Batches for scoring, longest texts first, so that memory is claimed once.
     *
     * @param <T> what is batched
     * @param items what is batched; each ends up in exactly one batch
     * @param length the number of tokens of an item
     * @param limits how large a batch may be
     * @return the batches; a fixed order for a fixed order of items
     */
    public static <T> List<List<T>> byLength(Collection<T> items, ToIntFunction<? super T> length, BatchLimits limits) {
        List<T> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingInt(length));
        return Lists.reverse(cut(sorted, length, limits));
    }

    private static <T> List<List<T>> cut(List<T> sorted, ToIntFunction<? super T> length, BatchLimits limits) {
        List<List<T>> batches = new ArrayList<>();
        int rows = evenRows(sorted.size(), limits.rows());
        int start = 0;
        for (int end = 1; end <= sorted.size(); end++) {
            boolean full = end == sorted.size()
                    || end - start == rows
                    || (end - start + 1L) * length.applyAsInt(sorted.get(end)) > limits.tokens();
            if (full) {
                batches.add(List.copyOf(sorted.subList(start, end)));
                start = end;
            }
        }
        return batches;
    }

    /** As many batches as the limit asks for, but evenly full: a step on a lone leftover text is as long as any other. */
    private static int evenRows(int items, int limit) {
        int batches = Math.max(1, IntMath.divide(items, limit, RoundingMode.CEILING));
        return IntMath.divide(items, batches, RoundingMode.CEILING);
    }

    /**
     * Lays texts out side by side, each in a row of its own.
     *
     * @param examples the texts; at least one
     * @param weights for each text what its tokens' weights are multiplied by
     * @param anchorWeight what the weights of all anchors are multiplied by
     * @return the batch; its targets are in the order of the texts, and within a text from left to right
     */
    public static TokenBatch tokenBatch(List<MaskedExample> examples, float[] weights, float anchorWeight) {
        List<List<Integer>> rows =
                IntStream.range(0, examples.size()).mapToObj(List::of).toList();
        return laidOut(examples, weights, anchorWeight, rows);
    }

    /**
     * Lays texts out one after the other, in rows of about {@value PackedRows#TOKENS} tokens.
     *
     * @param examples the texts; at least one
     * @param weights for each text what its tokens' weights are multiplied by
     * @param anchorWeight what the weights of all anchors are multiplied by
     * @return the batch; its targets are in the order of the rows, and within a row from left to right
     */
    public static TokenBatch packedBatch(List<MaskedExample> examples, float[] weights, float anchorWeight) {
        int[] lengths = examples.stream().mapToInt(MaskedExample::inputs).toArray();
        return laidOut(examples, weights, anchorWeight, PackedRows.of(lengths));
    }

    /**
     * About how long the rows of a packed batch are.
     *
     * @param longest tokens of its longest text
     * @return tokens
     */
    public static int packedColumns(int longest) {
        return Math.max(PackedRows.TOKENS, longest);
    }

    private static TokenBatch laidOut(
            List<MaskedExample> examples, float[] weights, float anchorWeight, List<List<Integer>> rows) {
        int[] lengths = rows.stream()
                .mapToInt(row -> row.stream()
                        .mapToInt(text -> examples.get(text).inputs())
                        .sum())
                .toArray();
        BatchLayout layout =
                new BatchLayout(rows.size(), Arrays.stream(lengths).max().orElseThrow());
        for (int row = 0; row < rows.size(); row++) {
            for (int text : rows.get(row)) {
                MaskedExample example = examples.get(text);
                int[] tokens = example.text().tokens();
                BatchLayout.Text laidOut = layout.text(row, text, tokens, example.inputs());
                for (int place = 1; place <= example.inputs(); place++) {
                    if (example.weights()[place] > 0) {
                        laidOut.target(place - 1, tokens[place], weights[text] * example.weights()[place]);
                    }
                }
                example.taughtAt().ifPresent(range -> laidOut.taughtAt(range.start(), range.end()));
                for (Anchor anchor : example.anchors()) {
                    laidOut.softTarget(
                            anchor.place() - 1, anchor.reference(), anchorWeight * anchor.weight(), anchor.ceiling());
                }
            }
        }
        return layout.batch();
    }
}
