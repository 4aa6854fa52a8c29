/**
 * From a published model to an ONNX folder. {@link io.github.modeleditor.importer.ModelImport} is the way in. What it opens becomes a
 * configuration ({@code config}) and a checkpoint of named tensors ({@code tensor}), of {@code safetensors} or {@code gguf}; {@code family}
 * says what the decoder is made of, and {@code decoder} makes its graph.
 *
 * <p>And back: {@link io.github.modeleditor.importer.GgufFiles} makes a GGUF file of a folder that was imported ({@code ImportedFolder}) and an
 * adapter, {@link io.github.modeleditor.importer.GgufAdapter} one of an adapter alone.
 */
@NullMarked
package io.github.modeleditor.importer;

import org.jspecify.annotations.NullMarked;
