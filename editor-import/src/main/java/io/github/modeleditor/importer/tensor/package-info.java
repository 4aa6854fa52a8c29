/**
 * Tensors of published models, whatever file they lie in. {@link io.github.modeleditor.importer.tensor.TensorData} is one, read a part at a
 * time; {@link io.github.modeleditor.importer.tensor.Checkpoint} has all of a model by name. Files are mapped ({@link
 * io.github.modeleditor.importer.tensor.MappedFile}), and {@link io.github.modeleditor.importer.tensor.TensorViews} makes tensors of others.
 */
@NullMarked
package io.github.modeleditor.importer.tensor;

import org.jspecify.annotations.NullMarked;
