package io.github.modeleditor.api.spi;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.ServiceLoader;

/** Finds what stands behind the api on the class path or the module path. */
public final class Providers {
    private Providers() {}

    /**
     * The engine.
     *
     * @return the first that {@link ServiceLoader} finds
     * @throws InvalidConfigurationException if there is none
     */
    public static EditorProvider engine() {
        return ServiceLoader.load(EditorProvider.class).findFirst().orElseThrow(() -> missing("editing engine"));
    }

    /**
     * What reads and writes files.
     *
     * @return the first that {@link ServiceLoader} finds
     * @throws InvalidConfigurationException if there is none
     */
    public static FormatProvider formats() {
        return ServiceLoader.load(FormatProvider.class)
                .findFirst()
                .orElseThrow(() -> missing("reader of facts and reports"));
    }

    private static InvalidConfigurationException missing(String what) {
        return new InvalidConfigurationException(
                "No " + what + " is on the class path. Add the dependency io.github.modeleditor:editor-onnx.");
    }
}
