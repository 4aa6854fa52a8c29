package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** GPT-NeoX and Pythia: attention and network side by side, packed products by head, a rotation of a part of each head. */
final class GptNeoX extends QueryKeyValue {
    GptNeoX(Config config) {
        super(config);
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
    public String attention() {
        return "attention";
    }

    @Override
    public boolean attentionBias() {
        return config().flag("attention_bias", true);
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
