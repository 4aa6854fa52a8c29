package io.github.modeleditor.onnx.jinja;

/** A part of a template that has a value. Immutable, as {@link Statement} is. */
@FunctionalInterface
interface Expression {
    /** The value where these names are known. */
    Object evaluate(Scope scope);
}
