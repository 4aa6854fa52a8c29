package io.github.modeleditor.core.engine;

/**
 * A place in a batch at which the model is held to a distribution instead of one token, as in distillation. It adds {@code weight
 * * D} to the loss, with D the {@linkplain TokenDistribution#divergence divergence} from the model's own distribution. The
 * model's logits there are computed once, however many tokens are named.
 *
 * @param position the flat index {@code row * columns + column} of the token whose output is compared
 * @param text which of the texts it belongs to, as {@link TokenBatch#targetTexts()} says
 * @param reference what the model should say there
 * @param weight what a nat of divergence counts in the loss
 */
public record SoftTarget(long position, int text, TokenDistribution reference, float weight) {}
