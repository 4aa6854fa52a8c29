package io.github.modeleditor.api.spi;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.report.Diagnosis;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.api.store.EditStore;
import java.nio.file.Path;

/** An engine, as {@link java.util.ServiceLoader} finds it. Callers of the library need nothing from here. */
public interface EditorProvider {
    /**
     * Opens a model.
     *
     * @param settings what the caller asked for
     * @return an open session
     */
    EditingSession open(EditorSettings settings);

    /**
     * Reads what a model is, without running it.
     *
     * @param settings what the caller asked for
     * @return what it is, and what the edit asked for would need
     */
    ModelSummary describe(EditorSettings settings);

    /**
     * Looks at this machine and tries a device.
     *
     * @param device the device that matters
     * @return what was found, and whether the device computes
     */
    Diagnosis diagnose(Device device);

    /**
     * Makes a store of edits.
     *
     * @param folder where; it must not exist, or be empty
     * @param settings what the caller asked for
     * @return the open store
     */
    EditStore createStore(Path folder, EditorSettings settings);

    /**
     * Opens a store of edits.
     *
     * @param folder where it is
     * @param settings what the caller asked for
     * @return the open store
     */
    EditStore openStore(Path folder, EditorSettings settings);
}
