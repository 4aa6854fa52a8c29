package io.github.modeleditor.onnx.jinja;

/**
 * What a name or an attribute that is not there evaluates to: empty as text and as a list, false, and an error to all else.
 *
 * @param message what the error says
 */
record Undefined(String message) {
    static Undefined name(String name) {
        return new Undefined("'" + name + "' is undefined");
    }

    JinjaException error() {
        return new JinjaException(message);
    }
}
