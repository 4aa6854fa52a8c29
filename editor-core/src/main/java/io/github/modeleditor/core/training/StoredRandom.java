package io.github.modeleditor.core.training;

import java.io.Serial;
import java.util.Random;

/**
 * The generator of {@link Random}, number for number, whose state can be asked for and set. Not thread-safe.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Random.html">The formulas, which are
 *     part of the specification of Random</a>
 */
final class StoredRandom extends Random {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final long MULTIPLIER = 0x5DEECE66DL;
    private static final long INCREMENT = 0xBL;
    private static final long MASK = (1L << 48) - 1;

    private long state;

    private StoredRandom(long state) {
        super(0);
        this.state = state & MASK;
    }

    /** What {@code new Random(seed)} gives. */
    static StoredRandom seeded(long seed) {
        return new StoredRandom(seed ^ MULTIPLIER);
    }

    /** One that goes on where another stood. */
    static StoredRandom at(long state) {
        return new StoredRandom(state);
    }

    /** Where it stands, for {@link #at}. */
    long state() {
        return state;
    }

    @Override
    protected int next(int bits) {
        state = (state * MULTIPLIER + INCREMENT) & MASK;
        return (int) (state >>> (48 - bits));
    }
}
