package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** Falcon: packed products, one or few heads of keys, attention and network side by side, or ALiBi. */
final class Falcon extends QueryKeyValue {
    private static final int USUAL_POSITIONS = 2048;

    Falcon(Config config) {
        super(config);
    }

    private boolean grouped() {
        return config().flag("new_decoder_architecture", false);
    }

    @Override
    public int positions() {
        return config().integerOr("max_position_embeddings", USUAL_POSITIONS);
    }

    @Override
    public int keyHeads() {
        if (grouped()) {
            return config().has("num_kv_heads") ? config().integer("num_kv_heads") : super.keyHeads();
        }
        return config().flag("multi_query", true) ? 1 : heads();
    }

    @Override
    public int feedForwardSize() {
        return config().has("ffn_hidden_size")
                ? config().integer("ffn_hidden_size")
                : config().integerOr("intermediate_size", 4 * hiddenSize());
    }

    @Override
    public String embedding() {
        return "transformer.word_embeddings";
    }

    @Override
    public String finalNorm() {
        return "transformer.ln_f";
    }

    @Override
    public String layer(int layer) {
        return "transformer.h." + layer;
    }

    @Override
    public boolean parallel() {
        return grouped() || config().flag("parallel_attn", true);
    }

    private boolean twoNorms() {
        return grouped() && config().integerOr("num_ln_in_parallel_attn", 2) == 2;
    }

    @Override
    public Optional<String> attentionNorm() {
        return Optional.of(twoNorms() ? "ln_attn" : "input_layernorm");
    }

    @Override
    public Optional<String> feedForwardNorm() {
        return Optional.of(twoNorms() ? "ln_mlp" : parallel() ? "input_layernorm" : "post_attention_layernorm");
    }

    @Override
    public double normEpsilon() {
        return config().number("layer_norm_epsilon", 1e-5);
    }

    @Override
    public boolean attentionBias() {
        return config().flag("bias", false);
    }

    @Override
    public boolean alibi() {
        return config().flag("alibi", false);
    }

    @Override
    public double alibiScale() {
        return attentionScale();
    }

    @Override
    public Optional<Rope> rope(int layer) {
        return alibi() ? Optional.empty() : super.rope(layer);
    }

    @Override
    public boolean feedForwardBias() {
        return attentionBias();
    }

    @Override
    public String activation() {
        return config().text("activation").orElse("gelu");
    }
}
