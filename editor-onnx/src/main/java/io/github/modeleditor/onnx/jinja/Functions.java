package io.github.modeleditor.onnx.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/** The functions that Jinja2 and transformers give chat templates. */
final class Functions {
    /** The longest range that the sandbox makes. */
    private static final long LONGEST_RANGE = 100_000;

    private static final List<String> UNSUPPORTED = List.of("cycler", "lipsum");

    private Functions() {}

    static void addTo(Scope scope, Clock clock) {
        scope.set("range", (Callable) (budget, given) -> range(given));
        scope.set("dict", (Callable) (budget, given) -> dict(given, budget));
        scope.set("namespace", (Callable) (budget, given) -> namespace(given, budget));
        scope.set("joiner", (Callable) (budget, given) -> joiner(given));
        scope.set("raise_exception", (Callable) (budget, given) -> {
            throw new JinjaException(
                    Text.of(given.bind("raise_exception", "message").get("message"), budget));
        });
        scope.set("strftime_now", (Callable) (budget, given) -> Strftime.format(
                ZonedDateTime.now(clock), given.bind("strftime_now", "format").text("format"), budget));
        for (String name : UNSUPPORTED) {
            scope.set(name, (Callable) (budget, given) -> {
                throw JinjaException.unsupported("the function " + name);
            });
        }
    }

    private static Object range(Arguments given) {
        List<Object> bounds = given.positional();
        if (bounds.isEmpty() || bounds.size() > 3 || !given.named().isEmpty()) {
            throw new JinjaException("range takes one to three integers");
        }
        long start = bounds.size() == 1 ? 0 : Numbers.integer(bounds.get(0));
        long stop = Numbers.integer(bounds.get(bounds.size() == 1 ? 0 : 1));
        long step = bounds.size() == 3 ? Numbers.integer(bounds.get(2)) : 1;
        if (step == 0) {
            throw new JinjaException("the step of a range is 0");
        }
        boolean empty = step > 0 ? stop <= start : stop >= start;
        double length = empty ? 0 : Math.ceil(((double) stop - start) / step);
        if (length > LONGEST_RANGE) {
            throw new JinjaException("a range is longer than " + LONGEST_RANGE);
        }
        return Sequence.range(start, step, (int) length);
    }

    private static Dict dict(Arguments given, Budget budget) {
        Dict dict = new Dict();
        if (!given.positional().isEmpty()) {
            Object first = new Arguments(given.positional(), Map.of())
                    .bind("dict", "mapping")
                    .get("mapping");
            if (first instanceof Dict other) {
                other.entries().forEach(dict::put);
            } else {
                for (Object pair : Values.list(first, budget)) {
                    List<Object> both = Values.list(pair, budget);
                    if (both.size() != 2) {
                        throw new JinjaException("dict takes pairs");
                    }
                    dict.put(both.get(0), both.get(1));
                }
            }
        }
        given.named().forEach(dict::put);
        budget.make(dict.entries().size());
        return dict;
    }

    private static Namespace namespace(Arguments given, Budget budget) {
        Namespace namespace = new Namespace();
        dict(given, budget).entries().forEach((name, value) -> namespace.set(Values.string(name, "namespace"), value));
        return namespace;
    }

    /** Nothing when it is first called, then the separator. */
    private static Callable joiner(Arguments given) {
        String separator = given.bind("joiner", "sep").text("sep", ", ");
        boolean[] used = {false};
        return (budget, ignored) -> {
            String text = used[0] ? separator : "";
            used[0] = true;
            return text;
        };
    }
}
