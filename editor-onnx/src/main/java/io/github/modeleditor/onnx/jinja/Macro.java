package io.github.modeleditor.onnx.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A macro, as it is written. What it is called with and its body see the names around its definition.
 *
 * @param name its name
 * @param parameters their names
 * @param defaults the values of the last of them where they are not given
 * @param used which of {@code caller}, {@code varargs} and {@code kwargs} its body reads
 * @param body what it writes
 */
record Macro(String name, List<String> parameters, List<Expression> defaults, Set<String> used, Statement body) {
    static final String CALLER = "caller";
    static final String MORE = "varargs";
    static final String MORE_NAMED = "kwargs";

    /** The macro where it is defined. */
    Callable in(Scope definition) {
        return (budget, given) -> {
            budget.enter();
            Scope scope = new Scope(definition);
            Map<String, Object> named = new LinkedHashMap<>(given.named());
            bind(scope, given.positional(), named);
            special(scope, given.positional(), named);
            Output out = new Output(budget);
            body.run(scope, out);
            budget.leave();
            return out.text();
        };
    }

    private void bind(Scope scope, List<Object> positional, Map<String, Object> named) {
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i);
            if (i < positional.size()) {
                scope.set(parameter, positional.get(i));
                continue;
            }
            Object value = named.remove(parameter);
            scope.set(parameter, value == null ? byDefault(i, scope) : value);
        }
        for (String parameter : parameters) {
            if (named.containsKey(parameter)) {
                throw new JinjaException("macro " + name + " got two values for " + parameter);
            }
        }
    }

    private Object byDefault(int parameter, Scope scope) {
        int place = parameter - (parameters.size() - defaults.size());
        return place < 0
                ? new Undefined("parameter '" + parameters.get(parameter) + "' was not provided")
                : defaults.get(place).evaluate(scope);
    }

    /** What is left of the arguments. */
    private void special(Scope scope, List<Object> positional, Map<String, Object> named) {
        if (used.contains(CALLER)) {
            @Nullable Object caller = named.remove(CALLER);
            scope.set(CALLER, caller == null ? new Undefined("there is no caller") : caller);
        }
        if (used.contains(MORE_NAMED)) {
            Dict rest = new Dict();
            named.forEach(rest::put);
            scope.set(MORE_NAMED, rest);
        } else if (!named.isEmpty()) {
            throw new JinjaException("macro " + name + " takes no argument "
                    + named.keySet().iterator().next());
        }
        if (used.contains(MORE)) {
            List<Object> rest = new ArrayList<>(
                    positional.subList(Math.min(parameters.size(), positional.size()), positional.size()));
            scope.set(MORE, new Sequence(Sequence.Kind.TUPLE, rest));
        } else if (positional.size() > parameters.size()) {
            throw new JinjaException("macro " + name + " takes at most " + parameters.size() + " arguments");
        }
    }
}
