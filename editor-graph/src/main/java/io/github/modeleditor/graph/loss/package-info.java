/**
 * From hidden states to a loss. {@link io.github.modeleditor.graph.loss.TargetLoss} computes logits and
 * log-probabilities at target positions only, and a loss of two terms: the likelihood of what is named there, and what
 * is left for the rest. {@code TargetRows} gathers the hidden states of those positions as early as can be: after the
 * last attention, or before the product with the vocabulary at the latest.
 */
@NullMarked
package io.github.modeleditor.graph.loss;

import org.jspecify.annotations.NullMarked;
