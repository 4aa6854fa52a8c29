package io.github.modeleditor.onnx.jinja;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters of numbers. */
final class NumberFilters {
    private static final Pattern REAL =
            Pattern.compile("[+-]?(?:\\d++(?:_\\d++)*+\\.?\\d*+|\\.\\d++)(?:[eE][+-]?\\d++)?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d++(?:_\\d++)*+");

    private NumberFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("abs", (value, given, budget) -> {
            given.bind("abs");
            return Numbers.absolute(value);
        });
        filters.put("round", (value, given, budget) -> {
            Arguments.Bound bound = given.bind("round", "precision", "method");
            return Numbers.round(value, bound.integer("precision", 0), bound.text("method", "common"));
        });
        filters.put("int", NumberFilters::integer);
        filters.put("float", NumberFilters::real);
        filters.put("sum", NumberFilters::sum);
    }

    private static Object integer(Object value, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("int", "default", "base");
        Object otherwise = bound.get("default", 0L);
        if (bound.integer("base", 10) != 10) {
            throw JinjaException.unsupported("int to another base than 10");
        }
        if (Numbers.isInteger(value)) {
            return Numbers.integer(value);
        }
        if (value instanceof String text
                && INTEGER.matcher(Whitespace.stripped(text)).matches()) {
            try {
                return Long.parseLong(Whitespace.stripped(text).replace("_", ""));
            } catch (NumberFormatException e) {
                throw JinjaException.unsupported("the integer " + text);
            }
        }
        Double number = value instanceof Double real ? real : value instanceof String text ? parsed(text) : null;
        if (number == null || number.isNaN()) {
            return otherwise;
        }
        if (Math.abs(number) >= 0x1p63) {
            throw JinjaException.unsupported("an integer of this size");
        }
        return (long) (double) number;
    }

    private static Object real(Object value, Arguments given, Budget budget) {
        Object otherwise = given.bind("float", "default").get("default", 0.0);
        if (Numbers.isNumber(value)) {
            return Numbers.real(value);
        }
        Double number = value instanceof String text ? parsed(text) : null;
        return number == null ? otherwise : (Object) number;
    }

    private static @Nullable Double parsed(String text) {
        String number = Whitespace.stripped(text);
        if (REAL.matcher(number).matches()) {
            return Double.parseDouble(number.replace("_", ""));
        }
        return switch (number.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan", "+nan", "-nan" -> Double.NaN;
            default -> null;
        };
    }

    private static Object sum(Object value, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("sum", "attribute", "start");
        Object sum = bound.get("start", 0L);
        if (sum instanceof String) {
            throw new JinjaException("sum takes no strings");
        }
        Iterator<Object> elements = Values.iterate(value, budget);
        while (elements.hasNext()) {
            Object element = elements.next();
            Object term =
                    bound.has("attribute") ? ChoiceFilters.attribute(element, bound.get("attribute"), budget) : element;
            sum = Operators.operate("+", sum, term, budget);
        }
        return sum;
    }
}
