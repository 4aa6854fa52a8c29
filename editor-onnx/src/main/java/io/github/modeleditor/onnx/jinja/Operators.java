package io.github.modeleditor.onnx.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What operators mean: arithmetic, equality, order, membership. */
final class Operators {
    private Operators() {}

    /** {@code a OPERATOR b} with one of {@code + - * / // % **}. */
    static Object operate(String operator, Object a, Object b, Budget budget) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return Numbers.operate(operator, a, b);
        }
        if (a instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (operator.equals("%") && a instanceof String format) {
            return Formats.percent(format, b, budget);
        }
        if (b instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (operator.equals("+") && a instanceof String x && b instanceof String y) {
            budget.make((long) x.length() + y.length());
            return x + y;
        }
        if (operator.equals("+") && a instanceof Sequence x && b instanceof Sequence y && isSum(x, y)) {
            List<Object> items = new ArrayList<>(
                    budget.make((long) x.items().size() + y.items().size()));
            items.addAll(x.items());
            items.addAll(y.items());
            return new Sequence(x.kind(), items);
        }
        if (operator.equals("*") && Numbers.isInteger(b)) {
            return repeated(a, Numbers.integer(b), budget);
        }
        if (operator.equals("*") && Numbers.isInteger(a)) {
            return repeated(b, Numbers.integer(a), budget);
        }
        throw mismatch(operator, a, b);
    }

    private static boolean isSum(Sequence a, Sequence b) {
        return a.kind() == b.kind() && a.kind() != Sequence.Kind.RANGE;
    }

    private static Object repeated(Object value, long times, Budget budget) {
        long count = Math.max(0, Math.min(times, Integer.MAX_VALUE));
        if (value instanceof String text) {
            budget.make(text.length() * count);
            return text.isEmpty() ? text : text.repeat((int) count);
        }
        if (value instanceof Sequence sequence && sequence.kind() != Sequence.Kind.RANGE) {
            int size = budget.make(sequence.items().size() * count);
            List<Object> items = new ArrayList<>(size);
            while (items.size() < size) {
                items.addAll(sequence.items());
            }
            return new Sequence(sequence.kind(), items);
        }
        throw mismatch("*", value, times);
    }

    private static JinjaException mismatch(String operator, Object a, Object b) {
        return a instanceof Markup || b instanceof Markup
                ? JinjaException.unsupported("putting text marked as safe together with other text")
                : new JinjaException(
                        operator + " does not take objects of types " + Values.type(a) + " and " + Values.type(b));
    }

    /** {@code a == b}. */
    static boolean equal(Object a, Object b, Budget budget) {
        budget.enter();
        try {
            if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
                return Numbers.compare(a, b) == 0 && !(isNan(a) || isNan(b));
            }
            if (a instanceof Sequence x && b instanceof Sequence y) {
                return x.kind() == y.kind() && equal(x.items(), y.items(), budget);
            }
            if (a instanceof Dict x && b instanceof Dict y) {
                return equal(x, y, budget);
            }
            if (a instanceof Undefined && b instanceof Undefined) {
                return true;
            }
            if (a instanceof String x && b instanceof String y) {
                budget.step(Math.min(x.length(), y.length()) >> 6);
                return x.equals(y);
            }
            if (a instanceof Markup || b instanceof Markup) {
                return textOf(a).equals(textOf(b));
            }
            boolean own = a instanceof View || a instanceof Generator || a instanceof Namespace;
            return own ? a == b : a.equals(b);
        } finally {
            budget.leave();
        }
    }

    private static Object textOf(Object value) {
        return value instanceof Markup markup ? markup.text() : value;
    }

    private static boolean isNan(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static boolean equal(List<Object> a, List<Object> b, Budget budget) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i), budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(Dict a, Dict b, Budget budget) {
        if (a.entries().size() != b.entries().size()) {
            return false;
        }
        for (Map.Entry<Object, Object> entry : a.entries().entrySet()) {
            Object other = b.get(entry.getKey());
            if (other == null || !equal(entry.getValue(), other, budget)) {
                return false;
            }
        }
        return true;
    }

    /** Which of two comes first: below 0, 0, or above. */
    static int compare(Object a, Object b, Budget budget) {
        budget.enter();
        try {
            if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
                return Numbers.compare(a, b);
            }
            if (a instanceof String x && b instanceof String y) {
                budget.step(Math.min(x.length(), y.length()) >> 6);
                return compare(x, y);
            }
            if (a instanceof Sequence x && b instanceof Sequence y && isSum(x, y)) {
                for (int i = 0; i < Math.min(x.items().size(), y.items().size()); i++) {
                    if (!equal(x.items().get(i), y.items().get(i), budget)) {
                        return compare(x.items().get(i), y.items().get(i), budget);
                    }
                }
                return Integer.compare(x.items().size(), y.items().size());
            }
            if (a instanceof Undefined undefined) {
                throw undefined.error();
            }
            if (b instanceof Undefined undefined) {
                throw undefined.error();
            }
            throw mismatch("<", a, b);
        } finally {
            budget.leave();
        }
    }

    /** By characters, where Java compares their halves. */
    private static int compare(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == a.length() || i == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        int before = i > 0 && Character.isHighSurrogate(a.charAt(i - 1)) ? i - 1 : i;
        return Integer.compare(a.codePointAt(before), b.codePointAt(before));
    }

    /** {@code element in container}. */
    static boolean contains(Object container, Object element, Budget budget) {
        if (container instanceof String text) {
            budget.step(text.length() >> 6);
            return text.contains(Values.string(element, "in"));
        }
        if (container instanceof Dict dict) {
            return dict.get(element) != null;
        }
        if (container instanceof Markup) {
            throw mismatch("in", element, container);
        }
        Iterator<Object> elements = Values.iterate(container, budget);
        while (elements.hasNext()) {
            if (equal(elements.next(), element, budget)) {
                return true;
            }
        }
        return false;
    }
}
