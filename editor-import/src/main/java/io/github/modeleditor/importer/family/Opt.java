package io.github.modeleditor.importer.family;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** OPT: learned positions that begin with the third row, layer norms, a plain network of rectified units. */
final class Opt extends LayerNormed {
    Opt(Config config) {
        super(config);
    }

    @Override
    public int hiddenSize() {
        int size = config().integer("hidden_size");
        if (config().integerOr("word_embed_proj_dim", size) != size || !config().flag("do_layer_norm_before", true)) {
            throw new UnsupportedModelException(
                    "The model of " + config().place()
                            + " has norms behind its layers or embeddings of another width (opt-350m), which cannot be imported.");
        }
        return size;
    }

    @Override
    public int feedForwardSize() {
        return config().integer("ffn_dim");
    }

    @Override
    public String embedding() {
        return "model.decoder.embed_tokens";
    }

    @Override
    public Optional<String> positionEmbedding() {
        return Optional.of("model.decoder.embed_positions");
    }

    @Override
    public int firstPosition() {
        return 2;
    }

    @Override
    public String finalNorm() {
        return "model.decoder.final_layer_norm";
    }

    @Override
    public String layer(int layer) {
        return "model.decoder.layers." + layer;
    }

    @Override
    public Optional<String> attentionNorm() {
        return Optional.of("self_attn_layer_norm");
    }

    @Override
    public Optional<String> feedForwardNorm() {
        return Optional.of("final_layer_norm");
    }

    @Override
    public double normEpsilon() {
        return 1e-5;
    }

    @Override
    public String attentionOutput() {
        return "self_attn.out_proj";
    }

    @Override
    public boolean attentionBias() {
        return config().flag("enable_bias", true);
    }

    @Override
    public Optional<Rope> rope(int layer) {
        return Optional.empty();
    }

    @Override
    public String up() {
        return "fc1";
    }

    @Override
    public String down() {
        return "fc2";
    }

    @Override
    public boolean feedForwardBias() {
        return attentionBias();
    }

    @Override
    public String activation() {
        return config().text("activation_function").orElse("relu");
    }
}
