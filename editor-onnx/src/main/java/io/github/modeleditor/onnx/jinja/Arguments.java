package io.github.modeleditor.onnx.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What something is called with.
 *
 * @param positional without names
 * @param named with names
 */
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    /** Lays them out on parameters, as Python does. */
    Bound bind(String what, String... parameters) {
        if (positional.size() > parameters.length) {
            throw new JinjaException(what + " takes at most " + parameters.length + " arguments");
        }
        Map<String, Object> bound = new HashMap<>();
        for (int i = 0; i < positional.size(); i++) {
            bound.put(parameters[i], positional.get(i));
        }
        named.forEach((name, value) -> {
            if (!List.of(parameters).contains(name) || bound.containsKey(name)) {
                throw new JinjaException(what + " takes no argument " + name);
            }
            bound.put(name, value);
        });
        return new Bound(what, bound);
    }

    /** The arguments without the first one. */
    Arguments rest() {
        return new Arguments(positional.subList(1, positional.size()), named);
    }

    /**
     * Arguments by the names of parameters.
     *
     * @param what is called
     * @param values those that are given
     */
    record Bound(String what, Map<String, Object> values) {
        Object get(String name) {
            Object value = values.get(name);
            if (value == null) {
                throw new JinjaException(what + " needs an argument " + name);
            }
            return value;
        }

        Object get(String name, Object otherwise) {
            return values.getOrDefault(name, otherwise);
        }

        /** Whether it is given and not {@code None}. */
        boolean has(String name) {
            return values.getOrDefault(name, None.NONE) != None.NONE;
        }

        boolean flag(String name) {
            return Values.truth(get(name, false));
        }

        long integer(String name, long otherwise) {
            return has(name) ? Numbers.integer(get(name)) : otherwise;
        }

        String text(String name) {
            return Values.string(get(name), what);
        }

        String text(String name, String otherwise) {
            return has(name) ? text(name) : otherwise;
        }
    }
}
