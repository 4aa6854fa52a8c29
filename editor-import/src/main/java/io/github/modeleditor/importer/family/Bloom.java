package io.github.modeleditor.importer.family;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** BLOOM: ALiBi, a norm of embeddings, packed products by head. */
final class Bloom extends QueryKeyValue {
    private static final int USUAL_POSITIONS = 2048;

    Bloom(Config config) {
        super(config);
    }

    @Override
    public int hiddenSize() {
        if (config().flag("apply_residual_connection_post_layernorm", false)) {
            throw new UnsupportedModelException("The model of " + config().place()
                    + " adds to what is normed (apply_residual_connection_post_layernorm), which cannot be imported.");
        }
        return config().integer("hidden_size", "n_embed");
    }

    @Override
    public int positions() {
        return config().integerOr("max_position_embeddings", config().integerOr("seq_length", USUAL_POSITIONS));
    }

    @Override
    public int feedForwardSize() {
        return 4 * hiddenSize();
    }

    @Override
    public String embedding() {
        return "transformer.word_embeddings";
    }

    @Override
    public Optional<String> embeddingNorm() {
        return Optional.of("transformer.word_embeddings_layernorm");
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
    public double normEpsilon() {
        return config().number("layer_norm_epsilon", 1e-5);
    }

    @Override
    public boolean attentionBias() {
        return true;
    }

    @Override
    public boolean alibi() {
        return true;
    }

    @Override
    public Optional<Rope> rope(int layer) {
        return Optional.empty();
    }

    @Override
    public boolean feedForwardBias() {
        return true;
    }

    @Override
    public String activation() {
        return "gelu_new";
    }
}
