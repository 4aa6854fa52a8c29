package io.github.modeleditor.api.config;

import io.github.modeleditor.api.error.InvalidConfigurationException;

/** The one check behind every configuration record. */
final class Settings {
    private Settings() {}

    static void require(boolean holds, String name, Object value, String expectation) {
        if (!holds) {
            throw new InvalidConfigurationException(name + " is " + value + ". It must be " + expectation + ".");
        }
    }
}
