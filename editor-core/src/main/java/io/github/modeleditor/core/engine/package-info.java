/**
 * The one port between the method and whatever computes it. The method hands an {@link
 * io.github.modeleditor.core.engine.Engine} a {@link io.github.modeleditor.core.engine.TokenBatch} and the current {@link
 * io.github.modeleditor.core.engine.LoraWeights}, and gets back a loss with its gradient, the scores of the target tokens,
 * or the logits of the next token; a {@link io.github.modeleditor.core.engine.Decoding} gives those of many tokens in a
 * row. Nothing else crosses.
 */
@NullMarked
package io.github.modeleditor.core.engine;

import org.jspecify.annotations.NullMarked;
