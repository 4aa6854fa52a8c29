package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** StarCoder 2: layer norms, a plain network, biases, a window of all layers. */
final class StarCoder2 extends LayerNormed {
    StarCoder2(Config config) {
        super(config);
    }

    @Override
    public double normEpsilon() {
        return config().number("norm_epsilon", 1e-5);
    }

    @Override
    public String up() {
        return "mlp.c_fc";
    }

    @Override
    public String down() {
        return "mlp.c_proj";
    }

    @Override
    public boolean attentionBias() {
        return config().flag("use_bias", true);
    }

    @Override
    public boolean feedForwardBias() {
        return attentionBias();
    }

    @Override
    public String activation() {
        return config().text("hidden_act").orElse("gelu_pytorch_tanh");
    }

    @Override
    public int window(int layer) {
        return config().window();
    }
}
