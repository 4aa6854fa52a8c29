package io.github.modeleditor.onnx.jinja;

import io.github.modeleditor.onnx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a value is given to: a name, an attribute of a namespace, or several of them. */
@FunctionalInterface
interface Target {
    /** Names that mean something already. */
    Set<String> CONSTANTS = Set.of("true", "false", "none", "True", "False", "None");

    /** Gives it the value. */
    void assign(Scope scope, Object value);

    /** Parses one, with several names where commas stand between them. */
    static Target parse(TokenStream tokens) {
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        while (true) {
            targets.add(single(tokens));
            if (!tokens.skipOperator(",")) {
                break;
            }
            several = true;
            if (tokens.atName("in") || !(tokens.at(Kind.NAME) || tokens.atOperator("("))) {
                break;
            }
        }
        return several ? unpacked(List.copyOf(targets)) : targets.get(0);
    }

    private static Target single(TokenStream tokens) {
        if (tokens.skipOperator("(")) {
            tokens.enter();
            Target inside = parse(tokens);
            tokens.leave();
            tokens.expectOperator(")");
            return inside;
        }
        String name = name(tokens);
        if (!tokens.skipOperator(".")) {
            return (scope, value) -> scope.set(name, value);
        }
        String attribute = tokens.expect(Kind.NAME).text();
        return (scope, value) -> {
            if (!(scope.get(name) instanceof Namespace namespace)) {
                throw new JinjaException("cannot set " + attribute + " of " + name + ", which is no namespace");
            }
            namespace.set(attribute, value);
        };
    }

    /** A name that may be set. */
    static String name(TokenStream tokens) {
        String name = tokens.expect(Kind.NAME).text();
        if (CONSTANTS.contains(name)) {
            throw new JinjaException("cannot set " + name);
        }
        return name;
    }

    private static Target unpacked(List<Target> targets) {
        return (scope, value) -> {
            List<Object> values = Values.list(value, scope.budget());
            if (values.size() != targets.size()) {
                throw new JinjaException(targets.size() + " names are set to " + values.size() + " values");
            }
            for (int i = 0; i < values.size(); i++) {
                targets.get(i).assign(scope, values.get(i));
            }
        };
    }
}
