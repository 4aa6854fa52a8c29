package io.github.modeleditor.onnx.jinja;

/** Python's {@code None}. */
enum None {
    /** The one there is. */
    NONE
}
