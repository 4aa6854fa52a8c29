package io.github.modeleditor.onnx.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters of texts. */
final class TextFilters {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[-\\s({\\[<]+");
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    private TextFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("upper", ofText((text, given, budget) -> text.toUpperCase(Locale.ROOT)));
        filters.put("lower", ofText((text, given, budget) -> text.toLowerCase(Locale.ROOT)));
        filters.put("capitalize", ofText((text, given, budget) -> StringMethods.capitalized(text)));
        filters.put("title", ofText((text, given, budget) -> title(text)));
        filters.put("trim", ofText(TextFilters::trim));
        filters.put("center", ofText(TextFilters::center));
        filters.put("replace", ofText(TextFilters::replace));
        filters.put("indent", ofText(TextFilters::indent));
        filters.put("truncate", ofText(TextFilters::truncate));
        filters.put("format", ofText(TextFilters::format));
        filters.put(
                "wordcount",
                ofText((text, given, budget) -> WORD.matcher(text).results().count()));
        filters.put("string", (value, given, budget) -> Text.of(value, budget));
        filters.put("safe", (value, given, budget) -> new Markup(Text.of(value, budget)));
        for (String name : List.of("e", "escape", "forceescape")) {
            filters.put(name, (value, given, budget) -> escape(value, name.equals("forceescape"), budget));
        }
        filters.put("tojson", (value, given, budget) -> Json.of(value, given, budget));
        filters.put("join", TextFilters::join);
    }

    private interface OfText {
        Object apply(String text, Arguments given, Budget budget);
    }

    /** Of a value's text, whatever it is. */
    private static Filter ofText(OfText filter) {
        return (value, given, budget) -> {
            if (value instanceof Markup) {
                throw JinjaException.unsupported("a filter of a text marked as safe");
            }
            String text = Text.of(value, budget);
            budget.make(text.length());
            return filter.apply(text, given, budget);
        };
    }

    private static Object trim(String text, Arguments given, Budget budget) {
        Object characters = given.bind("trim", "chars").get("chars", None.NONE);
        return StringMethods.call(text, "strip", new Arguments(List.of(characters), Map.of()), budget);
    }

    private static String title(String text) {
        StringBuilder title = new StringBuilder();
        Matcher gaps = BETWEEN_WORDS.matcher(text);
        int from = 0;
        while (gaps.find()) {
            title.append(StringMethods.capitalized(text.substring(from, gaps.start())))
                    .append(gaps.group());
            from = gaps.end();
        }
        return title.append(StringMethods.capitalized(text.substring(from))).toString();
    }

    private static Object center(String text, Arguments given, Budget budget) {
        long width = given.bind("center", "width").integer("width", 80);
        return StringMethods.call(text, "center", new Arguments(List.of(width), Map.of()), budget);
    }

    private static String replace(String text, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("replace", "old", "new", "count");
        return StringMethods.replaced(
                text,
                Text.of(bound.get("old"), budget),
                Text.of(bound.get("new"), budget),
                bound.integer("count", -1),
                budget);
    }

    private static String indent(String text, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("indent", "width", "first", "blank");
        Object width = bound.get("width", 4L);
        String margin =
                width instanceof String own ? own : " ".repeat(budget.make(Math.max(0, Numbers.integer(width))));
        List<Object> lines = Splitting.lines(text + "\n");
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            boolean moved = i == 0 ? bound.flag("first") : bound.flag("blank") || !line.isEmpty();
            budget.make(margin.length() + line.length() + 1L);
            indented.append(i == 0 ? "" : "\n").append(moved ? margin : "").append(line);
        }
        return indented.toString();
    }

    private static String truncate(String text, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("truncate", "length", "killwords", "end", "leeway");
        long length = bound.integer("length", 255);
        String end = bound.text("end", "...");
        long kept = length - Values.length(end);
        if (kept < 0) {
            throw new JinjaException("truncate takes a length of at least " + Values.length(end));
        }
        if (Values.length(text) <= length + bound.integer("leeway", 5)) {
            return text;
        }
        String beginning = text.substring(0, text.offsetByCodePoints(0, (int) kept));
        int space = beginning.lastIndexOf(' ');
        return (bound.flag("killwords") || space < 0 ? beginning : beginning.substring(0, space)) + end;
    }

    private static String format(String text, Arguments given, Budget budget) {
        if (given.named().isEmpty()) {
            return Formats.percent(text, new Sequence(Sequence.Kind.TUPLE, given.positional()), budget);
        }
        if (!given.positional().isEmpty()) {
            throw new JinjaException("format takes arguments with names or without, not both");
        }
        Dict dict = new Dict();
        given.named().forEach(dict::put);
        return Formats.percent(text, dict, budget);
    }

    private static Object escape(Object value, boolean again, Budget budget) {
        if (value instanceof Markup && !again) {
            return value;
        }
        String text = Text.of(value, budget);
        budget.make(6L * text.length());
        return new Markup(text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;"));
    }

    private static Object join(Object value, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("join", "d", "attribute");
        List<Object> items = Values.list(value, budget);
        if (bound.has("attribute")) {
            Object attribute = bound.get("attribute");
            items.replaceAll(item -> ChoiceFilters.attribute(item, attribute, budget));
        }
        List<Object> texts = new ArrayList<>();
        items.forEach(item -> texts.add(Text.of(item, budget)));
        return joined(texts, Text.of(bound.get("d", ""), budget), budget);
    }

    /** Strings, one behind the other. */
    static String concatenated(List<Object> strings, Budget budget) {
        return joined(strings, "", budget);
    }

    static String joined(List<Object> strings, String separator, Budget budget) {
        long length = (long) separator.length() * strings.size();
        for (Object string : strings) {
            length += ((String) string).length();
        }
        StringBuilder joined = new StringBuilder(budget.make(length));
        for (int i = 0; i < strings.size(); i++) {
            joined.append(i == 0 ? "" : separator).append((String) strings.get(i));
        }
        return joined.toString();
    }
}
