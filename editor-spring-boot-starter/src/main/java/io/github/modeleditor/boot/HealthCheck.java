package io.github.modeleditor.boot;

import io.github.modeleditor.api.Doctor;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.api.report.Diagnosis;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.StoredVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * How the model is, in the words of neither line of Spring Boot: whether its device computes, and whether it says something. Thread-safe.
 * The device is tried once, at the first check, which takes about a second; what is asked of the model is one token.
 */
final class HealthCheck {
    private static final String PROMPT = "The";

    private final ModelEditor editor;
    private final LanguageModel model;
    private final @Nullable EditStore store;
    private @Nullable Diagnosis diagnosis;

    HealthCheck(ModelEditor editor, LanguageModel model, ObjectProvider<EditStore> store) {
        this.editor = editor;
        this.model = model;
        // Now: when the application ends there are no beans to ask for.
        this.store = store.getIfAvailable();
    }

    /**
     * What was found.
     *
     * @param up whether all is well
     * @param details what else is worth knowing, by name
     */
    record Result(boolean up, Map<String, Object> details) {}

    Result check() {
        Map<String, Object> details = new LinkedHashMap<>();
        try {
            details.put("model", editor.settings().model().toString());
            Diagnosis device = device();
            details.put("device", device.outcome());
            EditStore edits = store;
            if (edits != null) {
                StoredVersion latest = edits.latest();
                details.put("storeVersion", latest.number());
                details.put("facts", latest.standing().facts());
                details.put("factsSaid", latest.standing().said());
            }
            if (model instanceof ServedModel served) {
                details.put("servedVersion", served.version());
            }
            model.complete(PROMPT, 1);
            return new Result(device.works(), details);
        } catch (ModelEditorException failure) {
            details.put("error", String.valueOf(failure.getMessage()));
            return new Result(false, details);
        }
    }

    private synchronized Diagnosis device() {
        Diagnosis known = diagnosis;
        if (known == null) {
            known = Doctor.examine(editor.settings().device());
            diagnosis = known;
        }
        return known;
    }
}
