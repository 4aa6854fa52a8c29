package io.github.modeleditor.onnx.runtime;

import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lends training sessions and keeps the last one that was given back: to make one takes as long as an edit of a single fact.
 * What its passes took of memory is freed, which leaves the graph and the buffers of adapter and gradient. Not thread-safe.
 */
public final class KeptTraining implements AutoCloseable {
    /** Tokens of a pass that leaves little behind. */
    private static final int FEW_TOKENS = 64;

    private @Nullable Prepared kept;

    /** A session, and what it is good for. */
    private record Prepared(LoraLayout layout, Recomputation recomputation, TrainingSession training) {
        boolean serves(LoraLayout wanted, Recomputation how) {
            return layout.equals(wanted) && recomputation == how;
        }
    }

    /**
     * Lends a session.
     *
     * @param layout where the adapter attaches
     * @param recomputation what the backward pass computes once more instead of keeping it
     * @param opener makes one where none is kept that serves
     * @return the session; to close it gives it back
     */
    public Gradients lend(LoraLayout layout, Recomputation recomputation, Supplier<TrainingSession> opener) {
        Prepared session = kept;
        kept = null;
        if (session == null || !session.serves(layout, recomputation)) {
            // Two at a time would take twice the memory.
            close(session);
            session = new Prepared(layout, recomputation, opener.get());
        }
        return new Lease(session);
    }

    private void giveBack(Lease lease) {
        if (lease.failed || kept != null || !shrinks(lease)) {
            close(lease.session);
        } else {
            kept = lease.session;
        }
    }

    /** Whether it holds little memory now. An edit that is done does not fail for what its session does afterwards. */
    private static boolean shrinks(Lease lease) {
        try {
            if (lease.mostTokens > FEW_TOKENS) {
                lease.session.training().shrink();
            }
            return true;
        } catch (DeviceException e) {
            return false;
        }
    }

    private static void close(@Nullable Prepared session) {
        if (session != null) {
            session.training().close();
        }
    }

    /** Frees the session that is kept. */
    @Override
    public void close() {
        close(kept);
        kept = null;
    }

    private final class Lease implements Gradients {
        private final Prepared session;
        private final boolean packs;
        private int mostTokens;
        private boolean failed;
        private boolean returned;

        Lease(Prepared session) {
            this.session = session;
            packs = session.training().packsTexts();
        }

        @Override
        public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
            if (returned) {
                throw new ModelClosedException("The gradients are closed. Ask the engine for others.");
            }
            for (TokenBatch batch : batches) {
                mostTokens = Math.max(mostTokens, batch.rows() * batch.columns());
            }
            // Whether a session that failed can be relied on is not worth finding out.
            failed = true;
            BatchLosses losses = session.training().accumulate(batches, weights, gradient);
            failed = false;
            return losses;
        }

        @Override
        public boolean packsTexts() {
            return packs;
        }

        @Override
        public void close() {
            if (!returned) {
                returned = true;
                giveBack(this);
            }
        }
    }
}
