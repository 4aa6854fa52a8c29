/**
 * What comes from anywhere, damaged in ways that nobody thought of: {@link io.github.modeleditor.onnx.hostile.HostileInputTest} runs
 * for a minute with `verify`, and as long as {@code -Dmodeleditor.fuzz.seconds} says.
 */
@NullMarked
package io.github.modeleditor.onnx.hostile;

import org.jspecify.annotations.NullMarked;
