package io.github.modeleditor.examples.console;

import com.google.common.base.Ticker;
import io.github.modeleditor.api.EditEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Lines for a log file: how far a phase is, one in five seconds at most, and how long it took. */
final class ProgressLines implements ConsoleProgress {
    private static final double NANOSECONDS = Duration.ofSeconds(1).toNanos();
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private final Consumer<String> lines;
    private final Ticker ticker;
    private long begun;
    private long told;

    ProgressLines(Consumer<String> lines, Ticker ticker) {
        this.lines = lines;
        this.ticker = ticker;
    }

    @Override
    public void on(EditEvent event) {
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
            begun = now;
            told = now;
        }
        double seconds = (now - begun) / NANOSECONDS;
        if (progress.done() == progress.total()) {
            tell("%s: %d in %.1f s", PhaseNames.of(progress.phase()), progress.total(), seconds);
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

    /** Does nothing: every line stands for itself. */
    @Override
    public void close() {}
}
