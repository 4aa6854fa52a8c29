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
    public void on(EditEvent event) {
        if (event instanceof EditEvent.Progress progress) {
            advance(progress);
        } else if (event instanceof EditEvent.Step step && bar != null) {
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", step.loss()));
        }
    }

    private void advance(EditEvent.Progress progress) {
        if (progress.done() == 0) {
            close();
            bar = look.apply(new ProgressBarBuilder()
                            .setTaskName(String.format("%-16s", PhaseNames.of(progress.phase())))
                            .setInitialMax(progress.total())
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(100)
                            .showSpeed())
                    .build();
        }
        if (bar != null) {
            bar.maxHint(progress.total());
            bar.stepTo(progress.done());
            if (progress.done() == progress.total()) {
                close();
            }
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
