package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Mistral: a window of all layers, where the configuration has one. */
final class Mistral extends Family {
    Mistral(Config config) {
        super(config);
    }

    @Override
    public int window(int layer) {
        return config().window();
    }
}
