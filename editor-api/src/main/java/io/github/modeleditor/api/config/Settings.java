package io.github.modeleditor.api.config;

import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.List;

/** The checks behind every configuration record. */
final class Settings {
    private Settings() {}

    static void require(boolean holds, String name, Object value, String expectation) {
        if (!holds) {
            throw new InvalidConfigurationException(name + " is " + value + ". It must be " + expectation + ".");
        }
    }

    static void requireEnough(List<TrainingText> pool, int unrelated, int count) {
        if (unrelated < count) {
            throw new InvalidConfigurationException("Of the pool's " + pool.size() + " distinct facts " + unrelated
                    + " have nothing to do with the edited ones, but each edit is to be trained beside " + count
                    + ". Give a larger pool, or ask for fewer.");
        }
    }
}
