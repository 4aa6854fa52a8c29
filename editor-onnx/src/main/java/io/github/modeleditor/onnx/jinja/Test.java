package io.github.modeleditor.onnx.jinja;

/** {@code value is test(arguments)}. */
@FunctionalInterface
interface Test {
    /** Whether it holds. */
    boolean holds(Object value, Arguments arguments, Budget budget);
}
