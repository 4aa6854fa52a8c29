/**
 * Weights in safetensors: {@link io.github.modeleditor.importer.safetensors.SafetensorsFile} is one file, {@link
 * io.github.modeleditor.importer.safetensors.SafetensorsFolder} all of a model's.
 */
@NullMarked
package io.github.modeleditor.importer.safetensors;

import org.jspecify.annotations.NullMarked;
