package io.github.modeleditor.importer.family;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/**
 * What a decoder is made of, as questions. The answers here are those of Llama; a family is a class that answers some of them
 * otherwise, and reads like a table of what differs. Modules are named as in Hugging Face's library. Immutable.
 */
public abstract class Family {
    private final Config config;

    /**
     * A model of the family.
     *
     * @param config its {@code config.json}
     */
    protected Family(Config config) {
        this.config = config;
    }

    /**
     * What the model says of itself.
     *
     * @return the configuration
     */
    public final Config config() {
        return config;
    }

    // Sizes.

    /**
     * The width of the residual stream.
     *
     * @return elements of a hidden state
     */
    public int hiddenSize() {
        return config.integer("hidden_size", "n_embd");
    }

    /**
     * The number of layers.
     *
     * @return at least 1
     */
    public int layers() {
        return config.integer("num_hidden_layers", "n_layer");
    }

    /**
     * The number of tokens there are.
     *
     * @return rows of the embedding
     */
    public int vocabularySize() {
        return config.integer("vocab_size");
    }

    /**
     * How many tokens a text may have.
     *
     * @return positions
     */
    public int positions() {
        return config.integer("max_position_embeddings");
    }

    /**
     * Heads of queries.
     *
     * @return their number
     */
    public int heads() {
        return config.integer("num_attention_heads", "n_head");
    }

    /**
     * Heads of keys and values.
     *
     * @return their number, by which that of the queries can be divided
     */
    public int keyHeads() {
        return config.integerOr("num_key_value_heads", heads());
    }

    /**
     * The width of a head.
     *
     * @return elements
     */
    public int headWidth() {
        if (!config.has("head_dim") && hiddenSize() % heads() != 0) {
            throw new InvalidModelException("The configuration " + config.place() + " says that a hidden size of "
                    + hiddenSize() + " is made of " + heads() + " heads. Download it again.");
        }
        return config.integerOr("head_dim", hiddenSize() / heads());
    }

    /**
     * The width between the two matrices of a feed-forward network.
     *
     * @return elements
     */
    public int feedForwardSize() {
        return config.integer("intermediate_size");
    }

    // What comes before and after the layers.

    /**
     * The embedding of the tokens.
     *
     * @return its path
     */
    public String embedding() {
        return "model.embed_tokens";
    }

    /**
     * What embeddings are multiplied by.
     *
     * @return 1 for nothing
     */
    public double embeddingScale() {
        return 1;
    }

    /**
     * The norm of embeddings.
     *
     * @return its path, if there is one
     */
    public Optional<String> embeddingNorm() {
        return Optional.empty();
    }

    /**
     * The embedding of positions, where these are learned.
     *
     * @return its path, if there is one
     */
    public Optional<String> positionEmbedding() {
        return Optional.empty();
    }

    /**
     * Which row of the embedding of positions stands for the first position.
     *
     * @return its index
     */
    public int firstPosition() {
        return 0;
    }

    /**
     * The norm after the last layer.
     *
     * @return its path
     */
    public String finalNorm() {
        return "model.norm";
    }

    /**
     * The product with the vocabulary.
     *
     * @return its path
     */
    public String head() {
        return "lm_head";
    }

    /**
     * Whether the head's matrix is the embedding's, where the configuration does not say so.
     *
     * @return true, false, or nothing where what the checkpoint has tells it
     */
    public Optional<Boolean> tied() {
        return config.has("tie_word_embeddings")
                ? Optional.of(config.flag("tie_word_embeddings", false))
                : Optional.empty();
    }

    /**
     * What logits are divided by.
     *
     * @return 1 for nothing
     */
    public double logitsDivisor() {
        return 1;
    }

    /**
     * The soft cap c of logits, which become c tanh(x / c).
     *
     * @return 0 for none
     */
    public double logitsCap() {
        return 0;
    }

    // Layers.

    /**
     * A layer.
     *
     * @param layer from 0
     * @return its path
     */
    public String layer(int layer) {
        return "model.layers." + layer;
    }

    /**
     * The norm of what attention reads.
     *
     * @return its name in the layer, if there is one
     */
    public Optional<String> attentionNorm() {
        return Optional.of("input_layernorm");
    }

    /**
     * The norm of what attention gives.
     *
     * @return its name in the layer, if there is one
     */
    public Optional<String> attentionPostNorm() {
        return Optional.empty();
    }

    /**
     * The norm of what the feed-forward network reads.
     *
     * @return its name in the layer, if there is one
     */
    public Optional<String> feedForwardNorm() {
        return Optional.of("post_attention_layernorm");
    }

    /**
     * The norm of what the feed-forward network gives.
     *
     * @return its name in the layer, if there is one
     */
    public Optional<String> feedForwardPostNorm() {
        return Optional.empty();
    }

    /**
     * Whether attention and feed-forward network read the same stream, side by side.
     *
     * @return true if so
     */
    public boolean parallel() {
        return false;
    }

    /**
     * What is multiplied to each of what is added to the stream.
     *
     * @return 1 for nothing
     */
    public double residualScale() {
        return 1;
    }

    // Norms.

    /**
     * Whether norms take the mean off, as a layer norm with bias does; else they divide by the root mean square.
     *
     * @return true if so
     */
    public boolean layerNorm() {
        return false;
    }

    /**
     * What norms add to a variance.
     *
     * @return a small number
     */
    public double normEpsilon() {
        return config.number("rms_norm_eps", 1e-6);
    }

    /**
     * What is added to the weights of norms.
     *
     * @return 0 for nothing
     */
    public float normOffset() {
        return 0;
    }

    // Attention.

    /**
     * Where query, key and value come from.
     *
     * @return from one product or three
     */
    public Packing packing() {
        return Packing.SEPARATE;
    }

    /**
     * The product that makes all of query, key and value.
     *
     * @return its name in the layer
     */
    public String packed() {
        return "self_attn.qkv_proj";
    }

    /**
     * The module of attention, in which {@code q_proj}, {@code k_proj} and {@code v_proj} are.
     *
     * @return its name in the layer
     */
    public String attention() {
        return "self_attn";
    }

    /**
     * The product after attention.
     *
     * @return its name in the layer
     */
    public String attentionOutput() {
        return "self_attn.o_proj";
    }

    /**
     * Whether the products that make query, key and value have a bias.
     *
     * @return true if so
     */
    public boolean attentionBias() {
        return config.flag("attention_bias", false);
    }

    /**
     * Whether the product after attention has a bias.
     *
     * @return true if so
     */
    public boolean attentionOutputBias() {
        return attentionBias();
    }

    /**
     * Norms of queries and keys, {@code q_norm} and {@code k_norm}.
     *
     * @return of what
     */
    public HeadNorm headNorm() {
        return HeadNorm.NONE;
    }

    /**
     * What products of queries and keys are multiplied by.
     *
     * @return a positive number
     */
    public double attentionScale() {
        return 1 / Math.sqrt(headWidth());
    }

    /**
     * The soft cap of products of queries and keys.
     *
     * @return 0 for none
     */
    public double attentionCap() {
        return 0;
    }

    /**
     * How many tokens a token of a layer sees, itself among them.
     *
     * @param layer from 0
     * @return -1 for all
     */
    public int window(int layer) {
        return layerType(layer).equals("sliding_attention") ? config.integer("sliding_window") : -1;
    }

    /**
     * What kind of attention a layer has.
     *
     * @param layer from 0
     * @return {@code full_attention} or {@code sliding_attention}
     */
    public String layerType(int layer) {
        return config.textAt("layer_types", layer).orElse("full_attention");
    }

    /**
     * The rotary embedding of a layer.
     *
     * @param layer from 0
     * @return its frequencies; empty where a layer has none
     */
    public Optional<Rope> rope(int layer) {
        return Optional.of(Ropes.of(config, layerType(layer), headWidth()));
    }

    /**
     * Whether keys count less the further they are away (ALiBi).
     *
     * @return true if so
     */
    public boolean alibi() {
        return false;
    }

    /**
     * What the slopes of ALiBi are multiplied by.
     *
     * @return 1 for nothing
     */
    public double alibiScale() {
        return 1;
    }

    // Feed-forward networks.

    /**
     * What lies between the two matrices.
     *
     * @return the kind of network
     */
    public FeedForward feedForward() {
        return FeedForward.GATED;
    }

    /**
     * The product that makes the gate, or gate and other half in one.
     *
     * @return its name in the layer
     */
    public String gate() {
        return "mlp.gate_proj";
    }

    /**
     * The product that makes what is gated, or what is bent.
     *
     * @return its name in the layer
     */
    public String up() {
        return "mlp.up_proj";
    }

    /**
     * The product back to the stream.
     *
     * @return its name in the layer
     */
    public String down() {
        return "mlp.down_proj";
    }

    /**
     * Whether the products of the network have a bias.
     *
     * @return true if so
     */
    public boolean feedForwardBias() {
        return config.flag("mlp_bias", false);
    }

    /**
     * The function that bends.
     *
     * @return as Hugging Face names it
     */
    public String activation() {
        return config.text("hidden_act", "hidden_activation", "activation_function")
                .orElse("silu");
    }

    /**
     * Whether matrices are stored as [inputs, outputs].
     *
     * @return true if so
     */
    public boolean storesTransposed() {
        return false;
    }
}
