package io.github.modeleditor.onnx.jinja;

import java.util.Iterator;

/**
 * What filters such as {@code selectattr} give: gone over once, computed on the way, without a length, and true even if empty.
 *
 * @param elements what is left of it
 */
record Generator(Iterator<Object> elements) {}
