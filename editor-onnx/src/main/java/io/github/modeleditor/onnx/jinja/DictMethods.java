package io.github.modeleditor.onnx.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The methods of Python's dictionaries that change nothing. */
final class DictMethods {
    private static final Set<String> NAMES = Set.of("copy", "fromkeys", "get", "items", "keys", "values");

    private DictMethods() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    static Object call(Dict dict, String method, Arguments arguments) {
        if (method.equals("get")) {
            if (!arguments.named().isEmpty()) {
                throw new JinjaException("get takes no named arguments");
            }
            Arguments.Bound bound = arguments.bind("get", "key", "default");
            Object value = dict.get(bound.get("key"));
            return value == null ? bound.get("default", None.NONE) : value;
        }
        arguments.bind(method);
        return switch (method) {
            case "items" -> new View("dict_items", items(dict));
            case "keys" -> new View("dict_keys", List.copyOf(dict.entries().keySet()));
            case "values" -> new View("dict_values", List.copyOf(dict.entries().values()));
            case "copy" -> dict;
            default -> throw JinjaException.unsupported("the method " + method + " of a dictionary");
        };
    }

    /** Pairs of key and value. */
    static List<Object> items(Dict dict) {
        List<Object> items = new ArrayList<>();
        dict.entries().forEach((key, value) -> items.add(Sequence.tuple(key, value)));
        return items;
    }
}
