/**
 * What a user may plug into the engine, and all of it that other modules see. A {@link
 * io.github.modeleditor.onnx.spi.SessionOptionsCustomizer} is given ONNX Runtime's own options; what is a name with a value needs
 * none, see {@link io.github.modeleditor.api.spi.SessionSettings}.
 */
@NullMarked
package io.github.modeleditor.onnx.spi;

import org.jspecify.annotations.NullMarked;
