package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Qwen 3: norms of each head of queries and keys instead of biases. */
final class Qwen3 extends Qwen2 {
    Qwen3(Config config) {
        super(config);
    }

    @Override
    public boolean attentionBias() {
        return config().flag("attention_bias", false);
    }

    @Override
    public boolean attentionOutputBias() {
        return attentionBias();
    }

    @Override
    public HeadNorm headNorm() {
        return HeadNorm.EACH_HEAD;
    }
}
