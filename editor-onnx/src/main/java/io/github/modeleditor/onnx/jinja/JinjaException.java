package io.github.modeleditor.onnx.jinja;

import java.io.Serial;

/** A template that is no Jinja, refuses what it is given, takes too much, or uses what is not supported here. */
public final class JinjaException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;

    JinjaException(String message) {
        this(message, 0);
    }

    private JinjaException(String message, int line) {
        super(line == 0 ? message : "line " + line + ": " + message);
        this.line = line;
    }

    /** What Jinja2 has and this package has not. */
    static JinjaException unsupported(String what) {
        return new JinjaException(what + " is not supported here");
    }

    /** The same with the line it happened on, counted from 1, unless one is named already. */
    JinjaException at(int where) {
        if (line > 0 || where == 0) {
            return this;
        }
        JinjaException placed = new JinjaException(String.valueOf(getMessage()), where);
        placed.setStackTrace(getStackTrace());
        return placed;
    }
}
