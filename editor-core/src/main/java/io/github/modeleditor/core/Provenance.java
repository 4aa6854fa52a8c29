package io.github.modeleditor.core;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the result of an edit came from. */
final class Provenance {
    private Provenance() {}

    /** The versions of what computed: of this library, of what the engine runs in, of the virtual machine. */
    static Map<String, String> versions(ModelDescription model) {
        ImmutableMap.Builder<String, String> versions = ImmutableMap.builder();
        versions.put("library", library());
        @Nullable String runtime = model.provenance().get("onnxruntime");
        if (runtime != null) {
            versions.put("onnxruntime", runtime);
        }
        return versions.put("java", String.valueOf(Runtime.version())).build();
    }

    private static String library() {
        return Objects.requireNonNullElse(
                CoreEditingSession.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    /** Of an edit. */
    static Map<String, String> of(ModelDescription model, EditorSettings settings) {
        return base(model, settings)
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
                .buildKeepingLast();
    }

    /** Of an evaluation under some weights, or under none. */
    static Map<String, String> of(ModelDescription model, EditorSettings settings, @Nullable LoraWeights weights) {
        return base(model, settings)
                .put(
                        "lora",
                        weights == null ? "none" : weights.layout().config().toString())
                .buildKeepingLast();
    }

    private static ImmutableMap.Builder<String, String> base(ModelDescription model, EditorSettings settings) {
        return ImmutableMap.<String, String>builder()
                .put("model", model.name())
                .put("fingerprint", model.fingerprint())
                .put("requestedDevice", settings.device().toString())
                .putAll(model.provenance())
                .put("modeleditor", library())
                .put("java", System.getProperty("java.vm.name") + " " + Runtime.version())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
}
