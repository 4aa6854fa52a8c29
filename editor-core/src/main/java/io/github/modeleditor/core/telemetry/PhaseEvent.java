package io.github.modeleditor.core.telemetry;

import io.github.modeleditor.api.EditEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A phase of an edit, with the time it took. */
@Name("io.github.modeleditor.Phase")
@Label("Edit Phase")
@Category("ModelEditor")
@StackTrace(false)
final class PhaseEvent extends Event {
    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Phase")
    private String phase = "";

    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Done")
    @Description("Steps while training, texts elsewhere")
    private long done;

    void commit(EditEvent.Progress finished) {
        phase = finished.phase().name();
        done = finished.done();
        commit();
    }
}
