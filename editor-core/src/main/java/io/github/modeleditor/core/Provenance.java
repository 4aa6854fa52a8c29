package io.github.modeleditor.core;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.EditorSettings;
import io.github.modeleditor.core.engine.ModelDescription;
import java.util.Map;
import java.util.Objects;

/** What the result of an edit came from. */
final class Provenance {
    private Provenance() {}

    static Map<String, String> of(ModelDescription model, EditorSettings settings) {
        String version = CoreEditingSession.class.getPackage().getImplementationVersion();
        return ImmutableMap.<String, String>builder()
                .put("model", model.name())
                .put("fingerprint", model.fingerprint())
                .put("requestedDevice", settings.device().toString())
                .putAll(model.provenance())
                .put("lora", settings.lora().toString())
                .put("training", settings.training().toString())
                .put("augmentations", Integer.toString(settings.augmentations().size()))
                .put(
                        "lossMask",
                        settings.lossMask()
                                .map(mask -> mask.getClass().getSimpleName())
                                .orElse("ConditionalLikelihood"))
                .put("objective", settings.objective().map(Object::toString).orElse("likelihood"))
                .put("seed", Long.toString(settings.training().seed()))
                .put("modeleditor", Objects.requireNonNullElse(version, "unpackaged"))
                .put("java", System.getProperty("java.vm.name") + " " + Runtime.version())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .buildKeepingLast();
    }
}
