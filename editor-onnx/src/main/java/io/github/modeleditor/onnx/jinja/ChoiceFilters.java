package io.github.modeleditor.onnx.jinja;

import com.google.common.collect.Iterators;
import java.util.Map;
import java.util.function.Predicate;

/** Filters that go over elements one by one, when they are asked for: {@code map}, {@code select} and its like. */
final class ChoiceFilters {
    private ChoiceFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("map", ChoiceFilters::map);
        filters.put("select", (value, given, budget) -> choice(value, given, false, true, budget));
        filters.put("reject", (value, given, budget) -> choice(value, given, false, false, budget));
        filters.put("selectattr", (value, given, budget) -> choice(value, given, true, true, budget));
        filters.put("rejectattr", (value, given, budget) -> choice(value, given, true, false, budget));
    }

    private static Object map(Object value, Arguments given, Budget budget) {
        if (given.positional().isEmpty() && given.named().containsKey("attribute")) {
            Arguments.Bound bound = given.bind("map", "attribute", "default");
            Object attribute = bound.get("attribute");
            return new Generator(Iterators.transform(Values.iterate(value, budget), item -> {
                Object found = attribute(item, attribute, budget);
                return found instanceof Undefined && bound.has("default") ? bound.get("default") : found;
            }));
        }
        if (given.positional().isEmpty()) {
            throw new JinjaException("map takes the name of a filter or an attribute");
        }
        Filter filter = Filters.get(Values.string(given.positional().get(0), "map"));
        return new Generator(
                Iterators.transform(Values.iterate(value, budget), item -> filter.apply(item, given.rest(), budget)));
    }

    private static Object choice(Object value, Arguments given, boolean ofAttribute, boolean wanted, Budget budget) {
        if (ofAttribute && given.positional().isEmpty()) {
            throw new JinjaException("selectattr and rejectattr take the name of an attribute");
        }
        Arguments test = ofAttribute ? given.rest() : given;
        Predicate<Object> passes = passes(test, budget);
        return new Generator(Iterators.filter(Values.iterate(value, budget), item -> {
            Object asked = ofAttribute ? attribute(item, given.positional().get(0), budget) : item;
            return passes.test(asked) == wanted;
        }));
    }

    private static Predicate<Object> passes(Arguments given, Budget budget) {
        if (given.positional().isEmpty()) {
            return Values::truth;
        }
        Test test = Tests.get(Values.string(given.positional().get(0), "select"));
        return item -> test.holds(item, given.rest(), budget);
    }

    /** An element's attribute, as {@code attribute="a.b"} names it. */
    static Object attribute(Object item, Object attribute, Budget budget) {
        if (!(attribute instanceof String path)) {
            return Subscripts.item(item, attribute, budget);
        }
        Object value = item;
        for (String part : path.split("\\.", -1)) {
            boolean number =
                    !part.isEmpty() && part.length() < 10 && part.chars().allMatch(Character::isDigit);
            value = Subscripts.item(value, number ? (Object) Long.parseLong(part) : part, budget);
        }
        return value;
    }
}
