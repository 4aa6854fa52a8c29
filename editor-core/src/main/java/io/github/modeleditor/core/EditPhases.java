package io.github.modeleditor.core;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.core.telemetry.FlightEvents;
import io.github.modeleditor.core.telemetry.LogLines;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Tells how far an edit is, and ends it between two pieces of work if it was cancelled. Training does so itself. */
final class EditPhases {
    private final EditListener listener;
    private final Cancellation cancellation;
    private @Nullable Adapter adapter;

    EditPhases(EditListener listener, Cancellation cancellation) {
        this.listener = new FlightEvents().and(new LogLines()).and(listener);
        this.cancellation = cancellation;
    }

    /** Who hears of everything: the flight recorder, the log, and the caller's own listener. */
    EditListener listener() {
        return listener;
    }

    /** From here on a cancelled edit has weights to give. */
    void trained(Adapter reached) {
        adapter = reached;
    }

    /** Tells how far a phase is, each state once: its parts end where the next begin. */
    LongConsumer progress(Phase phase, long total) {
        long[] told = {-1};
        return done -> {
            if (done != told[0]) {
                told[0] = done;
                tell(phase, done, total);
            }
        };
    }

    void tell(Phase phase, long done, long total) {
        listener.on(new EditEvent.Progress(phase, done, total));
        if (cancellation.isCancelled()) {
            throw new EditCancelledException(
                    "The edit was cancelled while "
                            + phase.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", at "
                            + done + " of " + total
                            + (adapter == null ? ", before any training step." : ". The exception has the weights."),
                    adapter);
        }
    }
}
