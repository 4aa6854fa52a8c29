package io.github.modeleditor.onnx.jinja;

import java.util.Locale;
import java.util.Map;

/** Values as text: Python's {@code str} and {@code repr}. */
final class Text {
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    private Text(Budget budget) {
        this.budget = budget;
    }

    /** As {@code {{ value }}} writes it. */
    static String of(Object value, Budget budget) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Markup markup) {
            return markup.text();
        }
        return value instanceof Undefined ? "" : quoted(value, budget);
    }

    /** As it stands in a list: strings in quotes. */
    static String quoted(Object value, Budget budget) {
        Text text = new Text(budget);
        text.write(value);
        return text.out.toString();
    }

    private void write(Object value) {
        budget.enter();
        if (value instanceof String text) {
            quote(text);
        } else if (value instanceof Double number) {
            put(Numbers.text(number));
        } else if (value instanceof Boolean bool) {
            put(bool ? "True" : "False");
        } else if (value instanceof Long) {
            put(value.toString());
        } else if (value == None.NONE) {
            put("None");
        } else if (value instanceof Undefined) {
            put("Undefined");
        } else if (value instanceof Dict dict) {
            write(dict);
        } else if (value instanceof View view) {
            put(view.type() + "(");
            write("[", view.items(), "]");
            put(")");
        } else if (value instanceof Sequence sequence && sequence.kind() == Sequence.Kind.LIST) {
            write("[", sequence.items(), "]");
        } else if (value instanceof Sequence sequence && sequence.kind() == Sequence.Kind.TUPLE) {
            write("(", sequence.items(), sequence.items().size() == 1 ? ",)" : ")");
        } else {
            throw JinjaException.unsupported("writing an object of type " + Values.type(value));
        }
        budget.leave();
    }

    private void write(String begin, Iterable<Object> items, String end) {
        put(begin);
        String separator = "";
        for (Object item : items) {
            put(separator);
            write(item);
            separator = ", ";
        }
        put(end);
    }

    private void write(Dict dict) {
        put("{");
        String separator = "";
        for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
            put(separator);
            write(entry.getKey());
            put(": ");
            write(entry.getValue());
            separator = ", ";
        }
        put("}");
    }

    private void put(String text) {
        budget.make(text.length());
        out.append(text);
        if (out.length() > Budget.LARGEST) {
            budget.make(out.length());
        }
    }

    private void quote(String text) {
        String quote = text.contains("'") && !text.contains("\"") ? "\"" : "'";
        put(quote);
        text.codePoints().forEach(character -> put(escaped(character, quote.charAt(0))));
        put(quote);
    }

    private static String escaped(int character, char quote) {
        return switch (character) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                character == quote
                        ? "\\" + quote
                        : isPrintable(character)
                                ? Character.toString(character)
                                : String.format(
                                        Locale.ROOT,
                                        character < 0x100 ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\U%08x",
                                        character);
        };
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
