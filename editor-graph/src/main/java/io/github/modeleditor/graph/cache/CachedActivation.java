package io.github.modeleditor.graph.cache;

import com.google.common.primitives.Longs;
import java.util.List;

/**
 * Keys or values of one attention that are kept from run to run, float, rows first.
 *
 * @param past the input of those of earlier tokens
 * @param added the output of those of new tokens, of the same shape but for the number of tokens
 * @param lengths the shape; {@link #OPEN} stands for rows and tokens
 * @param tokenAxis which axis tokens lie along
 */
public record CachedActivation(String past, String added, List<Long> lengths, int tokenAxis) {
    /** Stands for a length that depends on the batch. */
    public static final long OPEN = -1;

    public CachedActivation {
        lengths = List.copyOf(lengths);
    }

    /**
     * The shape of a batch.
     *
     * @param rows how many
     * @param tokens how many of each
     * @return all lengths
     */
    public long[] shape(long rows, long tokens) {
        long[] shape = Longs.toArray(lengths);
        shape[0] = rows;
        shape[tokenAxis] = tokens;
        return shape;
    }

    /**
     * How many blocks of a row there are, each of which has all tokens.
     *
     * @return the product of the lengths between rows and tokens
     */
    public int blocks() {
        return Math.toIntExact(product(1, tokenAxis));
    }

    /**
     * How many numbers of a token lie side by side.
     *
     * @return the product of the lengths after the tokens
     */
    public int width() {
        return Math.toIntExact(product(tokenAxis + 1, lengths.size()));
    }

    private long product(int from, int to) {
        return lengths.subList(from, to).stream().reduce(1L, Math::multiplyExact);
    }
}
