package io.github.modeleditor.examples.console;

import com.google.common.base.Ticker;
import io.github.modeleditor.api.EditEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines for a log file: how far a phase is, one in five seconds at most, and how long it took. Where a phase tells nothing for ten seconds
 * a line says that it is still under way. Thread-safe, as a clock asks beside the edit.
 */
final class ProgressLines implements ConsoleProgress {
    private static final double NANOSECONDS = Duration.ofSeconds(1).toNanos();
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();
    private static final Duration BEAT = Duration.ofSeconds(10);

    private final Consumer<String> lines;
    private final Ticker ticker;
    private @Nullable ScheduledExecutorService clock;
    private String activity = "";
    private long begun;
    private long told;

    ProgressLines(Consumer<String> lines, Ticker ticker) {
        this.lines = lines;
        this.ticker = ticker;
    }

    /** The same, with a clock that has it say something where the edit says nothing; closing it stops the clock. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
    synchronized ProgressLines beating() {
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        beats.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
        clock = beats;
        return this;
    }

    @Override
    public synchronized void begin(String what) {
        activity = what;
        begun = ticker.read();
        told = begun;
        tell("%s", what);
    }

    /** Says what is under way, if nothing was said for a while. */
    synchronized void beat() {
        long now = ticker.read();
        if (!activity.isEmpty() && now - told >= BEAT.toNanos()) {
            told = now;
            tell("%s: still at it after %.0f s", activity, (now - begun) / NANOSECONDS);
        }
    }

    @Override
    public synchronized void on(EditEvent event) {
        if (event instanceof EditEvent.Progress progress) {
            advance(progress);
        } else if (event instanceof EditEvent.PassesHalved halved) {
            tell("Training: memory ran out, passes have at most %d tokens from now on", halved.tokens());
        } else if (event instanceof EditEvent.Epoch epoch) {
            tell(
                    "Training: epoch %d done, %d of %d facts below the loss of learned ones",
                    epoch.epoch(), epoch.learned(), epoch.facts());
        }
    }

    private void advance(EditEvent.Progress progress) {
        long now = ticker.read();
        if (progress.done() == 0) {
            activity = PhaseNames.of(progress.phase());
            begun = now;
            told = now;
        }
        double seconds = (now - begun) / NANOSECONDS;
        if (progress.done() == progress.total()) {
            tell("%s: %d in %.1f s", PhaseNames.of(progress.phase()), progress.total(), seconds);
            told = now;
        } else if (now - told >= INTERVAL) {
            told = now;
            double rate = progress.done() / seconds;
            tell(
                    "%s: %d of %d, %.1f/s, %.0f s left",
                    PhaseNames.of(progress.phase()),
                    progress.done(),
                    progress.total(),
                    rate,
                    (progress.total() - progress.done()) / rate);
        }
    }

    private void tell(String format, Object... arguments) {
        lines.accept(String.format(Locale.ROOT, format, arguments));
    }

    /** Every line stands for itself; only a clock is stopped. */
    @Override
    public synchronized void close() {
        activity = "";
        if (clock != null) {
            clock.shutdownNow();
            clock = null;
        }
    }
}
