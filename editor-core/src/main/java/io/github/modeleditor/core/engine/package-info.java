/**
 * The one port between the method and whatever computes it. The method hands an {@link
 * io.github.modeleditor.core.engine.Engine} a {@link io.github.modeleditor.core.engine.TokenBatch} and the current {@link
 * io.github.modeleditor.core.engine.LoraWeights}, and gets back a loss with its gradient, the scores of the target tokens,
 * or the logits of the next token; a {@link io.github.modeleditor.core.engine.Decoding} gives those of many tokens in a
 * row. Nothing else crosses.
 *
 * <p>{@link io.github.modeleditor.core.engine.BatchLayout} is the one place that knows how a batch is laid out. The loss of a
 * batch is a sum of two terms: targets count by their likelihood, {@link io.github.modeleditor.core.engine.SoftTarget}s by the
 * divergence from a {@link io.github.modeleditor.core.engine.TokenDistribution}.
 */
@NullMarked
package io.github.modeleditor.core.engine;

import org.jspecify.annotations.NullMarked;
