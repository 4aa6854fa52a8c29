package io.github.modeleditor.onnx.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code value.name}, {@code value[key]} and {@code value[from:to:step]}, in the sandbox that chat templates run in. */
final class Subscripts {
    /** What would change a list or a dictionary, which the sandbox keeps from templates. */
    private static final Set<String> CHANGING = Set.of(
            "append",
            "clear",
            "extend",
            "insert",
            "pop",
            "popitem",
            "remove",
            "reverse",
            "setdefault",
            "sort",
            "update");

    private Subscripts() {}

    /** {@code value.name}: a method or an attribute, else an element. */
    static Object attribute(Object value, String name) {
        Object own = own(value, name);
        if (own instanceof Undefined && value instanceof Dict dict) {
            Object element = dict.get(name);
            return element == null ? own : element;
        }
        return own;
    }

    /** {@code value[key]}: an element, else a method or an attribute. */
    static Object item(Object value, Object key, Budget budget) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (value instanceof Dict dict && !(key instanceof Sequence || key instanceof Dict)) {
            Object element = dict.get(key);
            if (element != null) {
                return element;
            }
        } else if ((value instanceof Sequence || value instanceof String) && Numbers.isInteger(key)) {
            return element(value, Numbers.integer(key));
        }
        return key instanceof String name
                ? own(value, name)
                : new Undefined(Values.type(value) + " object has no element " + Text.quoted(key, budget));
    }

    private static Object element(Object value, long index) {
        int length = Values.length(value);
        long place = index < 0 ? index + length : index;
        if (place < 0 || place >= length) {
            return new Undefined(Values.type(value) + " object has no element " + index);
        }
        if (value instanceof Sequence sequence) {
            return sequence.items().get((int) place);
        }
        String text = (String) value;
        return Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) place)));
    }

    /** What is no element: what the filter {@code attr} finds. */
    static Object own(Object value, String name) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        boolean changing = (value instanceof Dict || value instanceof Sequence) && CHANGING.contains(name);
        if (name.startsWith("_") || changing) {
            return new Undefined("access to attribute '" + name + "' of '" + Values.type(value) + "' object is unsafe");
        }
        Object own = new Undefined("'" + Values.type(value) + " object' has no attribute '" + name + "'");
        if (value instanceof String text) {
            return StringMethods.has(name)
                    ? method((budget, given) -> StringMethods.call(text, name, given, budget))
                    : own;
        }
        if (value instanceof Dict dict) {
            return DictMethods.has(name) ? method((budget, given) -> DictMethods.call(dict, name, given)) : own;
        }
        if (value instanceof Namespace namespace) {
            Object set = namespace.get(name);
            return set == null ? own : set;
        }
        if (value instanceof Sequence sequence && (name.equals("index") || name.equals("count"))) {
            return method((budget, given) -> found(sequence, name, given, budget));
        }
        if (value instanceof Loop loop) {
            return loop.attribute(name);
        }
        if (value instanceof Markup || value instanceof Callable) {
            throw JinjaException.unsupported("attribute " + name + " of an object of type " + Values.type(value));
        }
        return own;
    }

    private static Callable method(Callable method) {
        return method;
    }

    private static Object found(Sequence sequence, String method, Arguments arguments, Budget budget) {
        Object wanted = arguments.bind(method, "value").get("value");
        long count = 0;
        for (int i = 0; i < sequence.items().size(); i++) {
            if (Operators.equal(sequence.items().get(i), wanted, budget)) {
                if (method.equals("index")) {
                    return (long) i;
                }
                count++;
            }
        }
        if (method.equals("index")) {
            throw new JinjaException(Text.quoted(wanted, budget) + " is not in the " + Values.type(sequence));
        }
        return count;
    }

    /** {@code value[from:to:step]}; what is {@code None} is left out. */
    static Object slice(Object value, Object from, Object to, Object step, Budget budget) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (!(value instanceof Sequence || value instanceof String)) {
            throw new JinjaException("an object of type " + Values.type(value) + " cannot be sliced");
        }
        long by = step == None.NONE ? 1 : Numbers.integer(step);
        if (by == 0) {
            throw new JinjaException("the step of a slice is 0");
        }
        int length = Values.length(value);
        long begin = bound(from, by > 0 ? 0 : length - 1, length, by);
        long end = bound(to, by > 0 ? length : -1, length, by);
        if (value instanceof String text && by == 1) {
            int first = text.offsetByCodePoints(0, (int) Math.min(begin, length));
            int last = text.offsetByCodePoints(0, (int) Math.max(Math.min(begin, length), end));
            budget.make(last - first);
            return text.substring(first, last);
        }
        List<Object> all = value instanceof Sequence sequence ? sequence.items() : Values.list(value, budget);
        List<Object> items = new ArrayList<>();
        for (long i = begin; by > 0 ? i < end : i > end; i += by) {
            items.add(all.get((int) i));
            budget.make(1);
        }
        return value instanceof Sequence sequence
                ? new Sequence(sequence.kind(), items)
                : TextFilters.concatenated(items, budget);
    }

    private static long bound(Object bound, int otherwise, int length, long step) {
        if (bound == None.NONE) {
            return otherwise;
        }
        long place = Numbers.integer(bound);
        if (place < 0) {
            place += length;
        }
        return step > 0 ? Math.max(0, Math.min(place, length)) : Math.max(-1, Math.min(place, length - 1));
    }
}
