package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Qwen 2 and 2.5: biases of query, key and value alone, and windows of upper layers where asked for. */
class Qwen2 extends Family {
    Qwen2(Config config) {
        super(config);
    }

    @Override
    public boolean attentionBias() {
        return true;
    }

    @Override
    public boolean attentionOutputBias() {
        return false;
    }

    @Override
    public int window(int layer) {
        boolean windowed = config().has("layer_types")
                ? layerType(layer).equals("sliding_attention")
                : layer >= config().integerOr("max_window_layers", layers());
        return windowed && config().flag("use_sliding_window", false) ? config().window() : -1;
    }
}
