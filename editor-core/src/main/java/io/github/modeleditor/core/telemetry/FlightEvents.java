package io.github.modeleditor.core.telemetry;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;

/**
 * Tells Java Flight Recorder of phases and steps, as {@code io.github.modeleditor.Phase} and {@code
 * io.github.modeleditor.Step}; it costs nothing where nobody records. Used by one edit.
 */
public final class FlightEvents implements EditListener {
    private PhaseEvent phase = new PhaseEvent();
    private StepEvent step = new StepEvent();

    /** Events of one edit. */
    public FlightEvents() {}

    @Override
    public void on(EditEvent event) {
        if (event instanceof EditEvent.Progress progress) {
            if (progress.done() == 0) {
                phase = new PhaseEvent();
                phase.begin();
                beginStep();
            }
            if (progress.done() == progress.total()) {
                phase.commit(progress);
            }
        } else if (event instanceof EditEvent.Step taken) {
            step.commit(taken);
            beginStep();
        } else if (event instanceof EditEvent.Epoch || event instanceof EditEvent.StepSkipped) {
            // Neither asking for the facts nor a step that was skipped is part of the next step.
            beginStep();
        }
    }

    private void beginStep() {
        step = new StepEvent();
        step.begin();
    }
}
