package io.github.modeleditor.onnx.jinja;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Filters of lists and dictionaries that keep what is in them. */
final class SequenceFilters {
    private SequenceFilters() {}

    static void addTo(Map<String, Filter> filters) {
        for (String name : List.of("length", "count")) {
            filters.put(name, (value, given, budget) -> (long) Values.length(value));
        }
        for (String name : List.of("default", "d")) {
            filters.put(name, SequenceFilters::otherwise);
        }
        filters.put("list", (value, given, budget) -> Sequence.list(Values.list(value, budget)));
        filters.put("first", SequenceFilters::first);
        filters.put("last", SequenceFilters::last);
        filters.put("reverse", SequenceFilters::reverse);
        filters.put("items", SequenceFilters::items);
        filters.put("dictsort", SequenceFilters::dictsort);
        filters.put("sort", SequenceFilters::sort);
        filters.put("unique", SequenceFilters::unique);
        filters.put("min", (value, given, budget) -> extreme(value, given, -1, budget));
        filters.put("max", (value, given, budget) -> extreme(value, given, 1, budget));
        filters.put("batch", SequenceFilters::batch);
        filters.put(
                "attr",
                (value, given, budget) ->
                        Subscripts.own(value, Text.of(given.bind("attr", "name").get("name"), budget)));
    }

    private static Object otherwise(Object value, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("default", "default_value", "boolean");
        boolean missing = value instanceof Undefined || (bound.flag("boolean") && !Values.truth(value));
        return missing ? bound.get("default_value", "") : value;
    }

    private static Object first(Object value, Arguments given, Budget budget) {
        Iterator<Object> elements = Values.iterate(value, budget);
        return elements.hasNext() ? elements.next() : new Undefined("there is no first item, the list is empty");
    }

    private static Object last(Object value, Arguments given, Budget budget) {
        Iterator<Object> elements = reversed(value, budget);
        return elements.hasNext() ? elements.next() : new Undefined("there is no last item, the list is empty");
    }

    private static Iterator<Object> reversed(Object value, Budget budget) {
        if (value instanceof Generator) {
            throw new JinjaException("a generator cannot be reversed");
        }
        List<Object> items = Values.list(value, budget);
        Collections.reverse(items);
        return items.iterator();
    }

    private static Object reverse(Object value, Arguments given, Budget budget) {
        if (value instanceof String text) {
            return Subscripts.slice(text, None.NONE, None.NONE, -1L, budget);
        }
        if (value instanceof Generator) {
            List<Object> items = Values.list(value, budget);
            Collections.reverse(items);
            return Sequence.list(items);
        }
        return new Generator(reversed(value, budget));
    }

    private static Object items(Object value, Arguments given, Budget budget) {
        if (value instanceof Dict dict) {
            budget.make(dict.entries().size());
            return new Generator(DictMethods.items(dict).iterator());
        }
        if (value instanceof Undefined) {
            return new Generator(Collections.emptyIterator());
        }
        throw new JinjaException("items takes a mapping, not an object of type " + Values.type(value));
    }

    private static Object dictsort(Object value, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("dictsort", "case_sensitive", "by", "reverse");
        int place =
                switch (bound.text("by", "key")) {
                    case "key" -> 0;
                    case "value" -> 1;
                    default -> throw new JinjaException("dictsort sorts by key or by value");
                };
        if (!(value instanceof Dict dict)) {
            throw new JinjaException("dictsort takes a mapping, not an object of type " + Values.type(value));
        }
        List<Object> items = DictMethods.items(dict);
        sort(
                items,
                item -> folded(((Sequence) item).items().get(place), bound.flag("case_sensitive")),
                bound.flag("reverse"),
                budget);
        return Sequence.list(items);
    }

    private interface Key {
        Object of(Object item);
    }

    private static void sort(List<Object> items, Key key, boolean reverse, Budget budget) {
        // As Python compares tuples: what is equal need not be ordered, as None is not.
        Comparator<Object> order =
                (a, b) -> Operators.compare(Sequence.tuple(key.of(a)), Sequence.tuple(key.of(b)), budget);
        items.sort(reverse ? order.reversed() : order);
    }

    private static Object folded(Object value, boolean caseSensitive) {
        return value instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : value;
    }

    /** What an element is compared by. */
    private static Key key(Arguments.Bound bound, Budget budget) {
        boolean caseSensitive = bound.flag("case_sensitive");
        if (!bound.has("attribute")) {
            return item -> folded(item, caseSensitive);
        }
        Object attribute = bound.get("attribute");
        if (attribute instanceof String text && text.contains(",")) {
            throw JinjaException.unsupported("sorting by several attributes");
        }
        return item -> folded(ChoiceFilters.attribute(item, attribute, budget), caseSensitive);
    }

    private static Object sort(Object value, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("sort", "reverse", "case_sensitive", "attribute");
        List<Object> items = Values.list(value, budget);
        sort(items, key(bound, budget), bound.flag("reverse"), budget);
        return Sequence.list(items);
    }

    private static Object unique(Object value, Arguments given, Budget budget) {
        Key key = key(given.bind("unique", "case_sensitive", "attribute"), budget);
        List<Object> seen = new ArrayList<>();
        return new Generator(Iterators.filter(Values.iterate(value, budget), item -> {
            Object own = key.of(item);
            boolean fresh = !Operators.contains(Sequence.list(seen), own, budget);
            if (fresh) {
                seen.add(own);
            }
            return fresh;
        }));
    }

    private static Object extreme(Object value, Arguments given, int sign, Budget budget) {
        Key key = key(given.bind("min and max", "case_sensitive", "attribute"), budget);
        Iterator<Object> items = Values.iterate(value, budget);
        if (!items.hasNext()) {
            return new Undefined("there is no smallest or largest item, the list is empty");
        }
        Object best = items.next();
        while (items.hasNext()) {
            Object item = items.next();
            if (sign * Operators.compare(key.of(item), key.of(best), budget) > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object batch(Object value, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("batch", "linecount", "fill_with");
        long size = Numbers.integer(bound.get("linecount"));
        if (size < 1) {
            throw JinjaException.unsupported("a batch of " + size);
        }
        List<Object> batches = new ArrayList<>();
        List<Object> batch = new ArrayList<>();
        for (Object item : Values.list(value, budget)) {
            if (batch.size() == size) {
                batches.add(Sequence.list(batch));
                batch = new ArrayList<>();
            }
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            while (bound.has("fill_with") && batch.size() < size) {
                batch.add(bound.get("fill_with"));
                budget.make(1);
            }
            batches.add(Sequence.list(batch));
        }
        return new Generator(batches.iterator());
    }
}
