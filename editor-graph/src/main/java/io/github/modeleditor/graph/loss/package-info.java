/**
 * From hidden states to a loss. {@link io.github.modeleditor.graph.loss.TargetLoss} computes logits, log-probabilities and the
 * loss at target positions only: {@code TargetRows} gathers the hidden states there, as early as can be, before the product with
 * the vocabulary at the latest.
 */
@NullMarked
package io.github.modeleditor.graph.loss;

import org.jspecify.annotations.NullMarked;
