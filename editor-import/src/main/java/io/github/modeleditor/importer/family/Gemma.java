package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Gemma: norms by one more than their weights, embeddings as long as they are wide, one matrix for embedding and head. */
class Gemma extends Family {
    Gemma(Config config) {
        super(config);
    }

    @Override
    public double embeddingScale() {
        return (float) Math.sqrt(hiddenSize());
    }

    @Override
    public float normOffset() {
        return (float) config().number("norm_weight_offset", 1);
    }

    @Override
    public String activation() {
        return config().text("hidden_activation").orElse("gelu_pytorch_tanh");
    }

    @Override
    public int headWidth() {
        return config().integer("head_dim");
    }
}
