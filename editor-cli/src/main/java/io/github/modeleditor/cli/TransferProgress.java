package io.github.modeleditor.cli;

import com.google.common.base.Ticker;
import io.github.modeleditor.cli.fetch.TransferListener;
import io.github.modeleditor.examples.console.Terminals;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a download is: a bar for each file where there is a terminal, else a line for each file, and one in five seconds. For one thread. */
final class TransferProgress implements TransferListener, AutoCloseable {
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();
    private static final int MEGA = 1_000_000;

    private final Consumer<String> lines;
    private final Ticker ticker;
    private final boolean bars;
    private @Nullable ProgressBar bar;
    private String name = "";
    private long total;
    private long begun;
    private long told;
    private long doneBefore;
    private int loaded;

    private TransferProgress(Consumer<String> lines, Ticker ticker, boolean bars) {
        this.lines = lines;
        this.ticker = ticker;
        this.bars = bars;
    }

    /** Bars in a terminal, lines elsewhere. */
    static TransferProgress console(PrintWriter err) {
        return new TransferProgress(
                line -> {
                    err.println(Main.visible(line));
                    err.flush();
                },
                Ticker.systemTicker(),
                Terminals.isThere());
    }

    /** Lines alone. */
    static TransferProgress lines(Consumer<String> lines, Ticker ticker) {
        return new TransferProgress(lines, ticker, false);
    }

    /** How many files were loaded, those that were there left out. */
    int loaded() {
        return loaded;
    }

    @Override
    public void begin(String file, long done, long all) {
        name = file;
        total = all;
        doneBefore = done;
        begun = ticker.read();
        told = begun;
        if (bars && done < all) {
            bar = new ProgressBarBuilder()
                    .setTaskName(Main.visible(file))
                    .setInitialMax(all)
                    .startsFrom(done, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUnit(" MB", MEGA)
                    .setUpdateIntervalMillis(200)
                    .showSpeed()
                    .build();
        } else if (done > 0 && done < all) {
            lines.accept(file + ": going on after " + megabytes(done));
        }
    }

    @Override
    public void reached(long done) {
        if (bar != null) {
            bar.stepTo(done);
            return;
        }
        long now = ticker.read();
        if (now - told >= INTERVAL) {
            told = now;
            double rate = Math.max(1, done - doneBefore) / ((now - begun) / 1e9);
            lines.accept(String.format(
                    Locale.ROOT,
                    "%s: %s of %s, %.1f MB/s, %.0f s left",
                    name,
                    megabytes(done),
                    megabytes(total),
                    rate / MEGA,
                    Math.max(0, total - done) / rate));
        }
    }

    @Override
    public void end(boolean kept) {
        close();
        loaded += kept ? 0 : 1;
        lines.accept(name + ": " + megabytes(total) + (kept ? ", was there" : ", whole, its hash is right"));
    }

    @Override
    public void note(String line) {
        lines.accept(line);
    }

    private static String megabytes(long bytes) {
        return bytes < MEGA / 10
                ? (bytes + 999) / 1000 + " kB"
                : String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGA);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
