/**
 * A model's folder. {@link io.github.modeleditor.onnx.model.ModelFolder} finds and checks its files, so that nothing
 * later fails for want of one; {@link io.github.modeleditor.onnx.model.ModelConfig} is what its configuration says,
 * {@link io.github.modeleditor.onnx.model.HuggingFaceTokens} its tokenizer, and {@link
 * io.github.modeleditor.onnx.model.Fingerprint} a hash of graph and weights, by which an adapter knows its base model.
 */
@NullMarked
package io.github.modeleditor.onnx.model;

import org.jspecify.annotations.NullMarked;
