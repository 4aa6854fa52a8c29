package io.github.modeleditor.onnx.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters there are. Those of Jinja2 that no chat template needs are known by name, and refused when they are used. */
final class Filters {
    private static final List<String> UNSUPPORTED = List.of(
            "filesizeformat",
            "groupby",
            "pprint",
            "random",
            "slice",
            "striptags",
            "urlencode",
            "urlize",
            "wordwrap",
            "xmlattr");

    private static final Map<String, Filter> ALL = all();

    private Filters() {}

    private static Map<String, Filter> all() {
        Map<String, Filter> filters = new HashMap<>();
        TextFilters.addTo(filters);
        NumberFilters.addTo(filters);
        SequenceFilters.addTo(filters);
        ChoiceFilters.addTo(filters);
        for (String name : UNSUPPORTED) {
            filters.put(name, (value, arguments, budget) -> {
                throw JinjaException.unsupported("the filter " + name);
            });
        }
        return Map.copyOf(filters);
    }

    static @Nullable Filter find(String name) {
        return ALL.get(name);
    }

    static Filter get(String name) {
        Filter filter = find(name);
        if (filter == null) {
            throw new JinjaException("there is no filter " + name);
        }
        return filter;
    }
}
