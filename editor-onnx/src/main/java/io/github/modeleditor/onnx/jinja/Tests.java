package io.github.modeleditor.onnx.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tests there are: all of Jinja2's. */
final class Tests {
    private static final Map<String, Test> ALL = all();

    private Tests() {}

    private static Map<String, Test> all() {
        Map<String, Test> tests = new HashMap<>();
        tests.put("defined", simple(value -> !(value instanceof Undefined)));
        tests.put("undefined", simple(Undefined.class::isInstance));
        tests.put("none", simple(value -> value == None.NONE));
        tests.put("boolean", simple(Boolean.class::isInstance));
        tests.put("true", simple(Boolean.TRUE::equals));
        tests.put("false", simple(Boolean.FALSE::equals));
        tests.put("integer", simple(Long.class::isInstance));
        tests.put("float", simple(Double.class::isInstance));
        tests.put("number", simple(Numbers::isNumber));
        tests.put("string", simple(value -> value instanceof String || value instanceof Markup));
        tests.put("mapping", simple(Dict.class::isInstance));
        tests.put("sequence", simple(Tests::isSequence));
        tests.put("iterable", simple(Values::isIterable));
        tests.put("callable", simple(value -> value instanceof Callable || value instanceof Undefined));
        tests.put("escaped", simple(Markup.class::isInstance));
        tests.put("odd", simple(value -> Math.floorMod(Numbers.integer(value), 2) == 1));
        tests.put("even", simple(value -> Math.floorMod(Numbers.integer(value), 2) == 0));
        tests.put("filter", simple(value -> value instanceof String name && Filters.find(name) != null));
        tests.put("test", simple(value -> value instanceof String name && Tests.find(name) != null));
        tests.put("lower", (value, given, budget) -> StringMethods.isOfCase(Text.of(value, budget), false));
        tests.put("upper", (value, given, budget) -> StringMethods.isOfCase(Text.of(value, budget), true));
        tests.put(
                "divisibleby",
                (value, given, budget) ->
                        Numbers.compare(Operators.operate("%", value, other(given), budget), 0L) == 0);
        tests.put("in", (value, given, budget) -> Operators.contains(other(given), value, budget));
        tests.put("sameas", (value, given, budget) -> same(value, other(given)));
        for (String name : List.of("==", "eq", "equalto")) {
            tests.put(name, (value, given, budget) -> Operators.equal(value, other(given), budget));
        }
        for (String name : List.of("!=", "ne")) {
            tests.put(name, (value, given, budget) -> !Operators.equal(value, other(given), budget));
        }
        order(tests, sign -> sign > 0, ">", "gt", "greaterthan");
        order(tests, sign -> sign >= 0, ">=", "ge");
        order(tests, sign -> sign < 0, "<", "lt", "lessthan");
        order(tests, sign -> sign <= 0, "<=", "le");
        return Map.copyOf(tests);
    }

    private static Test simple(Predicate<Object> predicate) {
        return (value, given, budget) -> {
            given.bind("the test");
            return predicate.test(value);
        };
    }

    private static Object other(Arguments given) {
        return given.bind("the test", "other").get("other");
    }

    private static void order(Map<String, Test> tests, IntPredicate holds, String... names) {
        for (String name : names) {
            tests.put(name, (value, given, budget) -> holds.test(Operators.compare(value, other(given), budget)));
        }
    }

    private static boolean isSequence(Object value) {
        return value instanceof String
                || value instanceof Markup
                || value instanceof Sequence
                || value instanceof Dict
                || value instanceof Undefined;
    }

    /** Python's {@code is}, as far as it is the same in every run. */
    private static boolean same(Object value, Object other) {
        if (value == None.NONE || other == None.NONE || value instanceof Boolean || other instanceof Boolean) {
            return value.equals(other);
        }
        throw JinjaException.unsupported("sameas of other values than true, false and none");
    }

    static @Nullable Test find(String name) {
        return ALL.get(name);
    }

    static Test get(String name) {
        Test test = find(name);
        if (test == null) {
            throw new JinjaException("there is no test " + name);
        }
        return test;
    }
}
