package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** OLMo 2: norms after attention and network, none before, and of all heads together. */
final class Olmo2 extends Family {
    Olmo2(Config config) {
        super(config);
    }

    @Override
    public Optional<String> attentionNorm() {
        return Optional.empty();
    }

    @Override
    public Optional<String> attentionPostNorm() {
        return Optional.of("post_attention_layernorm");
    }

    @Override
    public Optional<String> feedForwardNorm() {
        return Optional.empty();
    }

    @Override
    public Optional<String> feedForwardPostNorm() {
        return Optional.of("post_feedforward_layernorm");
    }

    @Override
    public HeadNorm headNorm() {
        return HeadNorm.ALL_HEADS;
    }
}
