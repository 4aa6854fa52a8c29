/**
 * The only package that touches ONNX Runtime.
 *
 * <ol>
 *   <li>{@code Environment} starts it, once in a process; {@link io.github.modeleditor.onnx.runtime.Devices} takes the
 *       device that a caller names to the one that sessions run on.
 *   <li>{@link io.github.modeleditor.onnx.runtime.WeightTensors} maps the weights once for all sessions, and a {@code
 *       Session} runs a graph over them; a {@link io.github.modeleditor.onnx.spi.SessionOptionsCustomizer} is the
 *       user's own hand on its options.
 *   <li>{@code ShapeObserver} learns the shapes that a plan of gradients needs from two tiny runs.
 *   <li>{@link io.github.modeleditor.onnx.runtime.ScoringSession} and {@link
 *       io.github.modeleditor.onnx.runtime.TrainingSession} speak in batches and LoRA weights, which {@code Feeds} and
 *       {@code LoraTensors} make tensors of; {@code CachedDecoding} speaks in texts that grow, and so does {@code
 *       AddedCacheDecoding} of models without a cache, once {@code LengthObserver} has seen where one can be added.
 *   <li>{@link io.github.modeleditor.onnx.runtime.KeptTraining} keeps a training session from one edit to the next.
 * </ol>
 *
 * <p>Its failures become ours in {@code OrtCalls}; {@code MemoryFailures} tells those of memory from others.
 */
@NullMarked
package io.github.modeleditor.onnx.runtime;

import org.jspecify.annotations.NullMarked;
