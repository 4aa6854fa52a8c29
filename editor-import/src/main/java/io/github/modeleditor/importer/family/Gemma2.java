package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** Gemma 2: norms on both sides, soft caps, a window of every other layer. */
class Gemma2 extends Gemma {
    Gemma2(Config config) {
        super(config);
    }

    @Override
    public Optional<String> attentionPostNorm() {
        return Optional.of("post_attention_layernorm");
    }

    @Override
    public Optional<String> feedForwardNorm() {
        return Optional.of("pre_feedforward_layernorm");
    }

    @Override
    public Optional<String> feedForwardPostNorm() {
        return Optional.of("post_feedforward_layernorm");
    }

    @Override
    public double attentionScale() {
        return 1 / Math.sqrt(config().number("query_pre_attn_scalar", headWidth()));
    }

    @Override
    public double attentionCap() {
        return config().number("attn_logit_softcapping", 0);
    }

    @Override
    public double logitsCap() {
        return config().number("final_logit_softcapping", 0);
    }

    @Override
    public String layerType(int layer) {
        return config().textAt("layer_types", layer).orElse(layer % 2 == 0 ? "sliding_attention" : "full_attention");
    }
}
