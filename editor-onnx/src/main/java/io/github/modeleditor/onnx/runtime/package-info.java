/**
 * The only package that touches ONNX Runtime. {@link io.github.modeleditor.onnx.runtime.WeightTensors} maps the weights
 * once for all sessions; {@link io.github.modeleditor.onnx.runtime.Session} runs a graph over them; {@link
 * io.github.modeleditor.onnx.runtime.ShapeObserver} learns the shapes a gradient needs from two tiny runs; {@link
 * io.github.modeleditor.onnx.runtime.ScoringSession} and {@link io.github.modeleditor.onnx.runtime.TrainingSession} speak
 * in batches and LoRA weights, {@link io.github.modeleditor.onnx.runtime.CachedDecoding} in texts that grow. {@link
 * io.github.modeleditor.onnx.runtime.KeptTraining} keeps a training session from one edit to the next.
 */
@NullMarked
package io.github.modeleditor.onnx.runtime;

import org.jspecify.annotations.NullMarked;
