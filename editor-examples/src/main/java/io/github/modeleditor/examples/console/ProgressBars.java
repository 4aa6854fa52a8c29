package io.github.modeleditor.examples.console;

import io.github.modeleditor.api.EditEvent;
import java.util.Locale;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** One bar for each phase, below one another. */
final class ProgressBars implements ConsoleProgress {
    private final UnaryOperator<ProgressBarBuilder> look;
    private @Nullable ProgressBar bar;

    /**
     * Bars.
     *
     * @param look what is changed about each bar before it is drawn
     */
    ProgressBars(UnaryOperator<ProgressBarBuilder> look) {
        this.look = look;
    }

    @Override
    public void begin(String what) {
        show(what, -1);
    }

    @Override
    public void on(EditEvent event) {
        if (event instanceof EditEvent.Progress progress) {
            advance(progress);
        } else if (event instanceof EditEvent.Step step && bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", step.loss()));
        }
    }

    private void advance(EditEvent.Progress progress) {
        if (progress.done() == 0) {
            show(PhaseNames.of(progress.phase()), progress.total());
        }
        if (bar != null) {
            bar.maxHint(progress.total());
            bar.stepTo(progress.done());
            if (progress.done() == progress.total()) {
                close();
            }
        }
    }

    /** The bar's own thread draws it anew, so that its time goes on where nothing else does. */
    private void show(String what, long total) {
        close();
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(String.format("%-16s", what))
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100);
        bar = look.apply(total < 0 ? builder : builder.showSpeed()).build();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
