package io.github.modeleditor.onnx.jinja;

import java.time.Clock;
import java.util.Map;

/** A template, parsed: renders as often as wanted. Immutable and thread-safe. */
public final class Template {
    private final Statement statements;

    private Template(Statement statements) {
        this.statements = statements;
    }

    /**
     * Parses a template.
     *
     * @param source its text
     * @return the template
     * @throws JinjaException if it is no Jinja, or uses a tag that is not supported here
     */
    public static Template parse(String source) {
        return new Template(StatementParser.template(source));
    }

    /**
     * Renders the template.
     *
     * @param variables what it may read, by name: strings, booleans, numbers, lists and maps of them; null stands for {@code None}
     * @param clock tells {@code strftime_now} the time and its zone
     * @return the text
     * @throws JinjaException if the template raises an exception, does what Python would not, uses what is not supported here, or
     *     takes more steps, room or nesting than any template needs
     */
    public String render(Map<String, ?> variables, Clock clock) {
        Budget budget = new Budget();
        Scope functions = new Scope(budget);
        Functions.addTo(functions, clock);
        Scope scope = new Scope(functions);
        variables.forEach((name, value) -> scope.set(name, Values.of(value)));
        Output out = new Output(budget);
        statements.run(scope, out);
        return out.text();
    }
}
