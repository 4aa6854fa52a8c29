package io.github.modeleditor.onnx.jinja;

/** {@code value | filter(arguments)}. */
@FunctionalInterface
interface Filter {
    /** Applies it. */
    Object apply(Object value, Arguments arguments, Budget budget);
}
