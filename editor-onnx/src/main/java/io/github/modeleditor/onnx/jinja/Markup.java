package io.github.modeleditor.onnx.jinja;

/**
 * A text that {@code safe} or {@code escape} marked. It can be written and asked what it is; to put it together with others is
 * not supported, as Jinja2 would escape them.
 *
 * @param text the text
 */
record Markup(String text) {}
