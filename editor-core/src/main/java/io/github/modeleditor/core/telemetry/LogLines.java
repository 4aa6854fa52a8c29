package io.github.modeleditor.core.telemetry;

import com.google.common.base.Stopwatch;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs phases and epochs at level info, steps at level debug, memory that ran out at level warn. Used by one edit. */
public final class LogLines implements EditListener {
    private final Logger log;
    private final Stopwatch stopwatch = Stopwatch.createUnstarted();

    /** Lines about one edit. */
    public LogLines() {
        this(LoggerFactory.getLogger(LogLines.class));
    }

    LogLines(Logger log) {
        this.log = log;
    }

    @Override
    public void on(EditEvent event) {
        if (event instanceof EditEvent.Progress progress) {
            if (progress.done() == 0) {
                stopwatch.reset().start();
            }
            if (progress.done() == progress.total()) {
                String phase = progress.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                log.info("{}: {} in {}", phase, progress.total(), stopwatch);
            }
        } else if (event instanceof EditEvent.Epoch epoch) {
            log.info(
                    "epoch {}: {} of {} facts below the loss of learned ones",
                    epoch.epoch(),
                    epoch.learned(),
                    epoch.facts());
        } else if (event instanceof EditEvent.PassesHalved halved) {
            log.warn("memory ran out: a training pass has at most {} tokens from now on", halved.tokens());
        } else if (event instanceof EditEvent.StepSkipped skipped) {
            log.info(
                    "step {}: skipped, since it overflowed at a loss scale of {}; {} in a row",
                    skipped.step(),
                    skipped.lossScale(),
                    skipped.inARow());
        } else if (event instanceof EditEvent.Step step) {
            log.debug("step {}: loss {}, gradient norm {}", step.step(), step.loss(), step.gradientNorm());
        }
    }
}
