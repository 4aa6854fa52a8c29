package io.github.modeleditor.onnx.jinja;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a template computes with, and what Python says of it: {@code None}, {@link Boolean}, {@link Long}, {@link Double}, {@link
 * String}, {@link Sequence}, {@link Dict}, {@link View}, {@link Generator}, {@link Namespace}, {@link Markup}, {@link Callable},
 * {@link Loop} and {@link Undefined}. No other object of Java comes in, so none can be reached.
 */
final class Values {
    private Values() {}

    /** A value of Java as a template has it. */
    static Object of(@Nullable Object value) {
        if (value == null) {
            return None.NONE;
        }
        if (value instanceof Map<?, ?> map) {
            Dict dict = new Dict();
            map.forEach((key, element) -> dict.put(of(key), of(element)));
            return dict;
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(element -> items.add(of(element)));
            return Sequence.list(items);
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof String || value instanceof Boolean || value instanceof Long || value instanceof Double) {
            return value;
        }
        throw new IllegalArgumentException("no value of a template: " + value.getClass());
    }

    static String type(Object value) {
        if (value instanceof Sequence sequence) {
            return switch (sequence.kind()) {
                case LIST -> "list";
                case TUPLE -> "tuple";
                case RANGE -> "range";
            };
        }
        if (value instanceof View view) {
            return view.type();
        }
        if (value == None.NONE) {
            return "NoneType";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof Long) {
            return "int";
        }
        if (value instanceof Double) {
            return "float";
        }
        if (value instanceof Callable) {
            return "function";
        }
        return value instanceof String
                ? "str"
                : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value == None.NONE || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        return !isSized(value) || length(value) > 0;
    }

    private static boolean isSized(Object value) {
        return value instanceof String
                || value instanceof Markup
                || value instanceof Sequence
                || value instanceof Dict
                || value instanceof View
                || value instanceof Undefined;
    }

    /** How many characters or elements there are. */
    static int length(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof Markup markup) {
            return length(markup.text());
        }
        if (value instanceof Sequence sequence) {
            return sequence.items().size();
        }
        if (value instanceof Dict dict) {
            return dict.entries().size();
        }
        if (value instanceof View view) {
            return view.items().size();
        }
        if (value instanceof Undefined) {
            return 0;
        }
        throw new JinjaException("an object of type " + type(value) + " has no length");
    }

    static boolean isIterable(Object value) {
        return isSized(value) || value instanceof Generator || value instanceof Loop;
    }

    /** Goes over a value, a step for each element. */
    static Iterator<Object> iterate(Object value, Budget budget) {
        return Iterators.transform(elements(value, budget), element -> {
            budget.step();
            return element;
        });
    }

    private static Iterator<Object> elements(Object value, Budget budget) {
        if (value instanceof Sequence sequence) {
            return sequence.items().iterator();
        }
        if (value instanceof Generator generator) {
            return generator.elements();
        }
        if (value instanceof Dict dict) {
            return dict.entries().keySet().iterator();
        }
        if (value instanceof View view) {
            return view.items().iterator();
        }
        if (value instanceof String text) {
            return characters(text, budget).iterator();
        }
        if (value instanceof Undefined) {
            return List.of().iterator();
        }
        throw new JinjaException("an object of type " + type(value) + " is not iterable");
    }

    private static List<Object> characters(String text, Budget budget) {
        List<Object> characters = new ArrayList<>(budget.make(length(text)));
        text.codePoints().forEach(character -> characters.add(Character.toString(character)));
        return characters;
    }

    /** All elements, in a list of their own. */
    static List<Object> list(Object value, Budget budget) {
        List<Object> items = new ArrayList<>();
        Iterator<Object> elements = iterate(value, budget);
        while (elements.hasNext()) {
            items.add(elements.next());
            budget.make(1);
        }
        return items;
    }

    /** A string, where Python takes nothing else. */
    static String string(Object value, String what) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        throw new JinjaException(what + " takes a string, not an object of type " + type(value));
    }
}
