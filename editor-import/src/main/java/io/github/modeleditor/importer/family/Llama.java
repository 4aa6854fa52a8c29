package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Llama 2 and 3, TinyLlama, SmolLM 2, and all who took over their form: what {@link Family} says. */
final class Llama extends Family {
    Llama(Config config) {
        super(config);
    }
}
