package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** GPT-NeoX and Pythia: attention and network side by side, packed products by head, a rotation of a part of each head. */
final class GptNeoX extends Family {
    GptNeoX(Config config) {
        super(config);
    }

    @Override
    public boolean layerNorm() {
        return true;
    }

    @Override
    public FeedForward feedForward() {
        return FeedForward.PLAIN;
    }

    @Override
    public int keyHeads() {
        return heads();
    }

    @Override
    public String embedding() {
        return "gpt_neox.embed_in";
    }

    @Override
    public String finalNorm() {
        return "gpt_neox.final_layer_norm";
    }

    @Override
    public String head() {
        return "embed_out";
    }

    @Override
    public String layer(int layer) {
        return "gpt_neox.layers." + layer;
    }

    @Override
    public boolean parallel() {
        return config().flag("use_parallel_residual", true);
    }

    @Override
    public double normEpsilon() {
        return config().number("layer_norm_eps", 1e-5);
    }

    @Override
    public Packing packing() {
        return config().flag("packs_side_by_side", false) ? Packing.SIDE_BY_SIDE : Packing.BY_HEAD;
    }

    @Override
    public String attention() {
        return "attention";
    }

    @Override
    public String packed() {
        return "attention.query_key_value";
    }

    @Override
    public String attentionOutput() {
        return "attention.dense";
    }

    @Override
    public boolean attentionBias() {
        return config().flag("attention_bias", true);
    }

    @Override
    public String up() {
        return "mlp.dense_h_to_4h";
    }

    @Override
    public String down() {
        return "mlp.dense_4h_to_h";
    }

    @Override
    public boolean feedForwardBias() {
        return true;
    }

    @Override
    public String activation() {
        return config().text("hidden_act").orElse("gelu");
    }
}
