package io.github.modeleditor.onnx.jinja;

import java.util.List;

/** A part of a template that writes something or sets a name. */
@FunctionalInterface
interface Statement {
    /** What goes on after a statement. */
    enum Next {
        STATEMENT,
        ROUND,
        BEHIND_LOOP
    }

    /** Runs it. */
    Next run(Scope scope, Output out);

    /** One after the other. */
    static Statement all(List<Statement> statements) {
        List<Statement> body = List.copyOf(statements);
        return (scope, out) -> {
            for (Statement statement : body) {
                Next next = statement.run(scope, out);
                if (next != Next.STATEMENT) {
                    return next;
                }
            }
            return Next.STATEMENT;
        };
    }

    /** One whose errors name a line. */
    static Statement at(int line, Statement statement) {
        return (scope, out) -> {
            try {
                scope.budget().step();
                return statement.run(scope, out);
            } catch (JinjaException e) {
                throw e.at(line);
            }
        };
    }
}
