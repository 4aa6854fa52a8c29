package io.github.modeleditor.core.batch;

import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which texts lie in which row of a packed batch. */
final class PackedRows {
    /**
     * About how long rows are. What attention costs for a token grows with its row, and the rest at the end of a row is padding:
     * where texts are of a sentence, this wastes little of either.
     */
    static final int TOKENS = 48;

    private PackedRows() {}

    /**
     * Packs texts into rows of one length, as short as it can be found.
     *
     * @param lengths tokens of each text; at least one text
     * @return rows of indices of texts
     */
    static List<List<Integer>> of(int... lengths) {
        int all = Arrays.stream(lengths).sum();
        int longest = Arrays.stream(lengths).max().orElseThrow();
        int rows = IntMath.divide(all, Batches.packedColumns(longest), RoundingMode.CEILING);
        List<Integer> longestFirst = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer text) -> lengths[text]).reversed())
                .toList();
        int columns = Math.max(longest, IntMath.divide(all, rows, RoundingMode.CEILING));
        while (true) {
            Optional<List<List<Integer>>> packed = firstFit(longestFirst, lengths, rows, columns);
            if (packed.isPresent()) {
                return packed.get();
            }
            columns++;
        }
    }

    /** Each text in the first row that has room for it, or nothing where one finds none. */
    private static Optional<List<List<Integer>>> firstFit(List<Integer> texts, int[] lengths, int rows, int columns) {
        List<List<Integer>> packed = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            packed.add(new ArrayList<>());
        }
        int[] used = new int[rows];
        for (int text : texts) {
            int row = 0;
            while (row < rows && used[row] + lengths[text] > columns) {
                row++;
            }
            if (row == rows) {
                return Optional.empty();
            }
            packed.get(row).add(text);
            used[row] += lengths[text];
        }
        packed.removeIf(List::isEmpty);
        return Optional.of(packed);
    }
}
