package io.github.modeleditor.onnx.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Values as Python's {@code json.dumps} writes them; transformers' {@code tojson} is that. */
final class Json {
    private final Budget budget;
    private final boolean ascii;
    private final boolean sorted;
    private final boolean lines;
    private final String indent;
    private final String comma;
    private final String colon;
    private final StringBuilder out = new StringBuilder();

    private Json(Arguments.Bound options, Budget budget) {
        this.budget = budget;
        this.ascii = options.flag("ensure_ascii");
        this.sorted = options.flag("sort_keys");
        this.lines = options.has("indent");
        this.indent = lines ? indent(options.get("indent"), budget) : "";
        List<Object> separators = options.has("separators")
                ? Values.list(options.get("separators"), budget)
                : List.of(lines ? "," : ", ", ": ");
        if (separators.size() != 2) {
            throw new JinjaException("tojson takes two separators");
        }
        this.comma = Values.string(separators.get(0), "tojson");
        this.colon = Values.string(separators.get(1), "tojson");
    }

    private static String indent(Object indent, Budget budget) {
        return indent instanceof String text ? text : " ".repeat(budget.make(Math.max(0, Numbers.integer(indent))));
    }

    static String of(Object value, Arguments arguments, Budget budget) {
        Json json = new Json(arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys"), budget);
        json.write(value, 0);
        return json.out.toString();
    }

    private void write(Object value, int depth) {
        budget.enter();
        if (value instanceof String text) {
            quote(text);
        } else if (value instanceof Sequence sequence && sequence.kind() != Sequence.Kind.RANGE) {
            write(sequence.items(), depth);
        } else if (value instanceof Dict dict) {
            write(dict, depth);
        } else if (value == None.NONE || Numbers.isNumber(value)) {
            put(scalar(value));
        } else {
            throw value instanceof Undefined undefined
                    ? undefined.error()
                    : new JinjaException("tojson cannot write an object of type " + Values.type(value));
        }
        budget.leave();
    }

    private static String scalar(Object value) {
        if (value == None.NONE) {
            return "null";
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return number.isNaN() ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }
        return value instanceof Double number ? Numbers.text(number) : value.toString();
    }

    private void write(List<Object> items, int depth) {
        if (items.isEmpty()) {
            put("[]");
            return;
        }
        put("[");
        for (int i = 0; i < items.size(); i++) {
            put(i == 0 ? "" : comma);
            line(depth + 1);
            write(items.get(i), depth + 1);
        }
        line(depth);
        put("]");
    }

    private void write(Dict dict, int depth) {
        if (dict.entries().isEmpty()) {
            put("{}");
            return;
        }
        put("{");
        boolean first = true;
        for (Map.Entry<Object, Object> entry : entries(dict).entrySet()) {
            put(first ? "" : comma);
            first = false;
            line(depth + 1);
            Object key = entry.getKey();
            quote(key instanceof String text ? text : scalar(key));
            put(colon);
            write(entry.getValue(), depth + 1);
        }
        line(depth);
        put("}");
    }

    private Map<Object, Object> entries(Dict dict) {
        if (!sorted) {
            return dict.entries();
        }
        Map<Object, Object> entries = new TreeMap<>((a, b) -> Operators.compare(a, b, budget));
        entries.putAll(dict.entries());
        return entries;
    }

    private void line(int depth) {
        if (lines) {
            put("\n");
            for (int i = 0; i < depth; i++) {
                put(indent);
            }
        }
    }

    private void put(String text) {
        budget.make(text.length());
        out.append(text);
        if (out.length() > Budget.LARGEST) {
            budget.make(out.length());
        }
    }

    private void quote(String text) {
        put("\"");
        text.chars().forEach(character -> put(escaped((char) character)));
        put("\"");
    }

    private String escaped(char character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default ->
                character < ' ' || (ascii && character > '~')
                        ? String.format(Locale.ROOT, "\\u%04x", (int) character)
                        : String.valueOf(character);
        };
    }
}
