package io.github.modeleditor.onnx.jinja;

/**
 * A piece of a template.
 *
 * @param kind what it is
 * @param text what stands there; of a string, what it means
 * @param line where, from 1
 */
record Token(Kind kind, String text, int line) {
    /** What a token is. */
    enum Kind {
        DATA,
        VARIABLE_BEGIN,
        VARIABLE_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind wanted, String value) {
        return kind == wanted && text.equals(value);
    }

    /** For messages. */
    String described() {
        return switch (kind) {
            case DATA -> "text";
            case VARIABLE_BEGIN -> "{{";
            case VARIABLE_END -> "}}";
            case BLOCK_BEGIN -> "{%";
            case BLOCK_END -> "%}";
            case END -> "the end of the template";
            default -> text;
        };
    }
}
