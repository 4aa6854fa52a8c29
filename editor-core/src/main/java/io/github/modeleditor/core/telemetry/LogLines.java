package io.github.modeleditor.core.telemetry;

import com.google.common.base.Stopwatch;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.ModelEditor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs phases and epochs at level info, steps at level debug, memory that ran out at level warn. Used by one edit. */
public final class LogLines implements EditListener {
    private final Logger log;
    private final Stopwatch stopwatch = Stopwatch.createUnstarted();

    /** Lines about one edit. */
    public LogLines() {
        this(LoggerFactory.getLogger(ModelEditor.LOGGER));
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
                log.info(ended(progress.phase()), stopwatch, progress.total());
            }
        } else if (event instanceof EditEvent.Epoch epoch) {
            log.info(
                    "Epoch {} has ended: {} of {} facts are below the loss of learned ones.",
                    epoch.epoch(),
                    epoch.learned(),
                    epoch.facts());
        } else if (event instanceof EditEvent.PassesHalved halved) {
            log.warn("Memory ran out: a training pass has at most {} tokens from now on.", halved.tokens());
        } else if (event instanceof EditEvent.StepSkipped skipped) {
            log.info(
                    "Step {} was skipped, since it overflowed at a loss scale of {}; {} in a row.",
                    skipped.step(),
                    skipped.lossScale(),
                    skipped.inARow());
        } else if (event instanceof EditEvent.Step step) {
            log.debug("Step {}: loss {}, gradient norm {}.", step.step(), step.loss(), step.gradientNorm());
        }
    }

    /** A sentence of how long a phase took, and of how many texts or steps it was. */
    private static String ended(EditEvent.Phase phase) {
        return switch (phase) {
            case AUGMENTING -> "Making training texts took {} (texts: {}).";
            case PRESERVING -> "Asking the unedited model what it is held to took {} (texts: {}).";
            case MEASURING_BEFORE -> "Measuring the unedited model took {} (texts: {}).";
            case PREPARING -> "Building the gradient graph took {}.";
            case TRAINING -> "Training took {} (steps at most: {}).";
            case MEASURING_AFTER -> "Measuring the edited model took {} (texts: {}).";
        };
    }
}
