package io.github.modeleditor.onnx.jinja;

/** A function, a method or a macro. */
@FunctionalInterface
interface Callable {
    /** Calls it. */
    Object call(Budget budget, Arguments arguments);
}
