/**
 * Weights in safetensors: {@link io.github.modeleditor.importer.safetensors.SafetensorsFile} is one file, {@link
 * io.github.modeleditor.importer.safetensors.SafetensorsFolder} all of a model's. {@link
 * io.github.modeleditor.importer.safetensors.SafetensorsHeader} reads and checks what such a file says of itself; the engine, which
 * reads adapters, asks it too.
 */
@NullMarked
package io.github.modeleditor.importer.safetensors;

import org.jspecify.annotations.NullMarked;
