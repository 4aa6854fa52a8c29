/**
 * The recipes of whole graphs, put together from the stages before: {@link io.github.modeleditor.graph.plan.TrainingGraph} is one of
 * a loss with adapters, and, once the shapes of its values are known, of its gradients, in which each token counts as {@link
 * io.github.modeleditor.graph.plan.TokenWeights} say; {@link
 * io.github.modeleditor.graph.plan.ScoringGraph} is one of likelihoods and logits. Nothing is run here: who describes a model
 * needs no runtime, and who runs it needs no other recipe.
 */
@NullMarked
package io.github.modeleditor.graph.plan;

import org.jspecify.annotations.NullMarked;
