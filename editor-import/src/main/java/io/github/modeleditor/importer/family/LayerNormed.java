package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** What decoders before Llama have in common: layer norms with bias, and a plain feed-forward network. */
abstract class LayerNormed extends Family {
    LayerNormed(Config config) {
        super(config);
    }

    @Override
    public final boolean layerNorm() {
        return true;
    }

    @Override
    public final FeedForward feedForward() {
        return FeedForward.PLAIN;
    }
}
