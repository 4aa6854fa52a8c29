package io.github.modeleditor.onnx.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The methods of Python's strings that take them apart. */
final class Splitting {
    private Splitting() {}

    static Object call(String text, String method, Arguments given, Budget budget) {
        List<Object> parts =
                switch (method) {
                    case "split", "rsplit" -> split(text, method, given);
                    case "splitlines" ->
                        lines(text, given.bind(method, "keepends").flag("keepends"));
                    default -> partition(text, method, given);
                };
        budget.make(parts.size());
        return new Sequence(method.endsWith("partition") ? Sequence.Kind.TUPLE : Sequence.Kind.LIST, parts);
    }

    private static List<Object> split(String text, String method, Arguments given) {
        Arguments.Bound bound = given.bind(method, "sep", "maxsplit");
        long limit = bound.integer("maxsplit", -1);
        long most = limit < 0 ? Long.MAX_VALUE : limit;
        boolean fromRight = method.equals("rsplit");
        if (!bound.has("sep")) {
            return fromRight ? wordsFromRight(text, most) : words(text, most);
        }
        String separator = bound.text("sep");
        if (separator.isEmpty()) {
            throw new JinjaException("empty separator");
        }
        return fromRight ? fromRight(text, separator, most) : fromLeft(text, separator, most);
    }

    private static List<Object> fromLeft(String text, String separator, long most) {
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int i = text.indexOf(separator); i >= 0 && parts.size() < most; i = text.indexOf(separator, from)) {
            parts.add(text.substring(from, i));
            from = i + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Object> fromRight(String text, String separator, long most) {
        List<Object> parts = new ArrayList<>();
        int to = text.length();
        while (parts.size() < most && to >= separator.length()) {
            int i = text.lastIndexOf(separator, to - separator.length());
            if (i < 0) {
                break;
            }
            parts.add(text.substring(i + separator.length(), to));
            to = i;
        }
        parts.add(text.substring(0, to));
        Collections.reverse(parts);
        return parts;
    }

    private static List<Object> words(String text, long most) {
        List<Object> words = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < text.length() && Whitespace.is(text.charAt(i))) {
                i++;
            }
            if (i == text.length()) {
                return words;
            }
            if (words.size() == most) {
                words.add(text.substring(i));
                return words;
            }
            int from = i;
            while (i < text.length() && !Whitespace.is(text.charAt(i))) {
                i++;
            }
            words.add(text.substring(from, i));
        }
    }

    private static List<Object> wordsFromRight(String text, long most) {
        String reversed = new StringBuilder(text).reverse().toString();
        List<Object> words = new ArrayList<>();
        words(reversed, most)
                .forEach(word ->
                        words.add(new StringBuilder((String) word).reverse().toString()));
        Collections.reverse(words);
        return words;
    }

    private static List<Object> lines(String text, boolean keepEnds) {
        List<Object> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (Whitespace.isLineBreak(text.charAt(i))) {
                int end = i;
                i += text.startsWith("\r\n", i) ? 1 : 0;
                lines.add(text.substring(from, keepEnds ? i + 1 : end));
                from = i + 1;
            }
        }
        if (from < text.length()) {
            lines.add(text.substring(from));
        }
        return lines;
    }

    /** A text's lines, without what ends them. */
    static List<Object> lines(String text) {
        return lines(text, false);
    }

    private static List<Object> partition(String text, String method, Arguments given) {
        String separator = given.bind(method, "sep").text("sep");
        if (separator.isEmpty()) {
            throw new JinjaException("empty separator");
        }
        boolean fromRight = method.equals("rpartition");
        int place = fromRight ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (place < 0) {
            return fromRight ? List.of("", "", text) : List.of(text, "", "");
        }
        return List.of(text.substring(0, place), separator, text.substring(place + separator.length()));
    }
}
