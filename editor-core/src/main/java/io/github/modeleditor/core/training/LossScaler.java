package io.github.modeleditor.core.training;

/**
 * What a loss is multiplied by before it is differentiated in half precision, so that small gradients do not vanish below
 * {@code 2^-24}, and when that changes. A scale under which a gradient overflowed is halved; one that held for 2000 steps in a
 * row is doubled. It begins at {@code 2^16} and is a power of two always, so that dividing by it is exact. These are the rule
 * and the defaults of {@code torch.amp.GradScaler}. Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1710.03740">Mixed Precision Training, section 3.2</a>
 */
final class LossScaler {
    static final double INITIAL = 65536;
    static final double GROWTH = 2;
    static final double BACKOFF = 0.5;
    static final int GROWTH_INTERVAL = 2000;

    private final boolean dynamic;
    private double scale;
    private int held;
    private int overflowsInARow;

    private LossScaler(boolean dynamic, double scale) {
        this.dynamic = dynamic;
        this.scale = scale;
    }

    /** One that adapts. */
    static LossScaler dynamic() {
        return new LossScaler(true, INITIAL);
    }

    /** None: the scale is 1 for good, and no step is skipped. */
    static LossScaler none() {
        return new LossScaler(false, 1);
    }

    /** This one, from where another stood. */
    LossScaler at(TrainingState.LossScale kept) {
        scale = kept.scale();
        held = kept.held();
        overflowsInARow = kept.overflowsInARow();
        return this;
    }

    TrainingState.LossScale state() {
        return new TrainingState.LossScale(scale, held, overflowsInARow);
    }

    /** Whether a step that overflows is to be skipped; elsewhere it is an error. */
    boolean isDynamic() {
        return dynamic;
    }

    /** What the next loss is multiplied by. */
    double scale() {
        return scale;
    }

    /** Steps that overflowed one after the other, up to the last. */
    int overflowsInARow() {
        return overflowsInARow;
    }

    /** Hears of a step whose gradient, or loss, overflowed. */
    void overflowed() {
        overflowsInARow++;
        held = 0;
        scale *= dynamic ? BACKOFF : 1;
    }

    /** Hears of a step whose gradient was finite. */
    void held() {
        overflowsInARow = 0;
        held++;
        if (dynamic && held == GROWTH_INTERVAL) {
            scale *= GROWTH;
            held = 0;
        }
    }
}
