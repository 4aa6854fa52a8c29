package io.github.modeleditor.cli;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Progress;
import io.github.modeleditor.api.EditListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of work that is under way when somebody presses Ctrl-C, or ends the process otherwise: it is asked to stop, has a while to
 * come to the end of its step and to say what was kept, and then the process ends with the code of the signal, 130 of Ctrl-C. Closed by
 * the thread that works, last of all.
 */
final class Interruption implements AutoCloseable, EditListener {
    private static final int MINUTES = 5;

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile @Nullable Progress last;

    private Interruption(PrintWriter err, String saying, boolean waits) {
        hook = new Thread(
                () -> {
                    cancellation.cancel();
                    err.println();
                    err.println(saying);
                    err.flush();
                    if (waits) {
                        await();
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Work that is stopped by {@link #cancellation()}. */
    static Interruption of(PrintWriter err) {
        return new Interruption(err, "Stopping at the end of this step", true);
    }

    /** Work of which every state can be gone on from. */
    static Interruption saying(PrintWriter err, String text) {
        return new Interruption(err, text, false);
    }

    private void await() {
        try {
            boolean unused = finished.await(MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Is thrown when it happens. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** Whether it happened. */
    boolean happened() {
        return cancellation.isCancelled();
    }

    @Override
    public void on(EditEvent event) {
        if (event instanceof Progress progress) {
            last = progress;
        }
    }

    /** Where it happened. */
    String place() {
        Progress reached = last;
        return reached == null
                ? "Interrupted before anything was done"
                : "Interrupted while "
                        + reached.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", at " + reached.done()
                        + " of " + reached.total();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process ends already, and waits for this.
            finished.countDown();
        }
        finished.countDown();
    }
}
