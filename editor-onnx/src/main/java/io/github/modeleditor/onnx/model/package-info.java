/**
 * A model's folder: which file is the graph, what the configuration says, the tokenizer, and a fingerprint of it all. {@link
 * io.github.modeleditor.onnx.model.ModelFolder} finds and checks the files, so that nothing later fails for want of one.
 */
@NullMarked
package io.github.modeleditor.onnx.model;

import org.jspecify.annotations.NullMarked;
