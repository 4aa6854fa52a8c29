package io.github.modeleditor.importer.family;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** GPT-2: learned positions, layer norms, a plain network, matrices stored as [inputs, outputs]. */
final class Gpt2 extends LayerNormed {
    Gpt2(Config config) {
        super(config);
    }

    @Override
    public int positions() {
        return config().integer("n_positions", "n_ctx", "max_position_embeddings");
    }

    @Override
    public int feedForwardSize() {
        return config().has("n_inner")
                ? config().integer("n_inner")
                : config().integerOr("intermediate_size", 4 * hiddenSize());
    }

    @Override
    public String embedding() {
        return "transformer.wte";
    }

    @Override
    public Optional<String> positionEmbedding() {
        return Optional.of("transformer.wpe");
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
    public Optional<String> attentionNorm() {
        return Optional.of("ln_1");
    }

    @Override
    public Optional<String> feedForwardNorm() {
        return Optional.of("ln_2");
    }

    @Override
    public double normEpsilon() {
        return config().number("layer_norm_epsilon", 1e-5);
    }

    @Override
    public Packing packing() {
        return Packing.SIDE_BY_SIDE;
    }

    @Override
    public String attention() {
        return "attn";
    }

    @Override
    public String packed() {
        return "attn.c_attn";
    }

    @Override
    public String attentionOutput() {
        return "attn.c_proj";
    }

    @Override
    public boolean attentionBias() {
        return true;
    }

    @Override
    public Optional<Rope> rope(int layer) {
        return Optional.empty();
    }

    @Override
    public double attentionScale() {
        if (config().flag("scale_attn_by_inverse_layer_idx", false)) {
            throw new UnsupportedModelException("The model of " + config().place()
                    + " scales attention by layer (scale_attn_by_inverse_layer_idx), which cannot be imported.");
        }
        return config().flag("scale_attn_weights", true) ? super.attentionScale() : 1;
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
    public boolean feedForwardBias() {
        return true;
    }

    @Override
    public String activation() {
        return config().text("activation_function").orElse("gelu_new");
    }

    @Override
    public boolean storesTransposed() {
        return config().flag("stores_transposed", true);
    }
}
