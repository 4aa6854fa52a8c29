/**
 * From hidden states to a loss. {@link io.github.modeleditor.onnx.loss.Decoder} finds a graph's inputs, its logits and the
 * head that makes them; {@link io.github.modeleditor.onnx.loss.TargetLoss} computes logits, log-probabilities and the loss
 * at target positions only: the hidden states are gathered there before the product with the vocabulary.
 */
@NullMarked
package io.github.modeleditor.onnx.loss;

import org.jspecify.annotations.NullMarked;
