package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Granite: four multipliers. */
final class Granite extends Family {
    Granite(Config config) {
        super(config);
    }

    @Override
    public double embeddingScale() {
        return config().number("embedding_multiplier", 1);
    }

    @Override
    public double residualScale() {
        return config().number("residual_multiplier", 1);
    }

    @Override
    public double attentionScale() {
        return config().number("attention_multiplier", 1);
    }

    @Override
    public double logitsDivisor() {
        return config().number("logits_scaling", 1);
    }
}
