/**
 * The one port between the method and whatever computes. An {@link io.github.modeleditor.core.engine.Engine} is an open
 * base model:
 *
 * <ol>
 *   <li>It says what it is ({@link io.github.modeleditor.core.engine.ModelDescription}), how it cuts text into tokens
 *       ({@link io.github.modeleditor.core.engine.Tokenizer}) and how it is asked a question ({@link
 *       io.github.modeleditor.core.engine.ChatTemplate}).
 *   <li>It says where an adapter attaches: a {@link io.github.modeleditor.core.engine.LoraLayout} lists each {@link
 *       io.github.modeleditor.core.engine.TargetModule}, and {@link io.github.modeleditor.core.engine.LoraWeights} are
 *       numbers in that layout; a {@code LoraSum} joins two.
 *   <li>The method hands it {@link io.github.modeleditor.core.engine.TokenBatch}es with weights, and gets back the
 *       {@link io.github.modeleditor.core.engine.TokenScores} of targets, the loss with its gradient ({@link
 *       io.github.modeleditor.core.engine.Gradients}), or the logits of the next token, one after the other ({@link
 *       io.github.modeleditor.core.engine.Decoding}).
 *   <li>It writes adapters ({@link io.github.modeleditor.core.engine.AdapterWriter}), reads them, puts them into the
 *       weights of a model, and estimates what memory an edit takes ({@link
 *       io.github.modeleditor.core.engine.PassMemory}).
 * </ol>
 *
 * <p>{@link io.github.modeleditor.core.engine.BatchLayout} is the one place that knows how a batch is laid out. The
 * loss of a batch is a sum of two terms: targets count by their likelihood, {@link
 * io.github.modeleditor.core.engine.SoftTarget}s by the divergence from a {@link
 * io.github.modeleditor.core.engine.TokenDistribution}.
 */
@NullMarked
package io.github.modeleditor.core.engine;

import org.jspecify.annotations.NullMarked;
