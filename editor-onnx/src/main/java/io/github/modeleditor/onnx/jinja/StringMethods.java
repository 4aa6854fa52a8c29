package io.github.modeleditor.onnx.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/** The methods of Python's strings. */
final class StringMethods {
    private static final Set<String> NAMES = Set.of(
            "capitalize",
            "casefold",
            "center",
            "count",
            "encode",
            "endswith",
            "expandtabs",
            "find",
            "format",
            "format_map",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "isidentifier",
            "islower",
            "isnumeric",
            "isprintable",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "maketrans",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "translate",
            "upper",
            "zfill");

    /** Those that take arguments by name. */
    private static final Set<String> NAMING = Set.of("format", "rsplit", "split", "splitlines");

    private StringMethods() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    static Object call(String text, String method, Arguments given, Budget budget) {
        budget.make(text.length());
        if (!given.named().isEmpty() && !NAMING.contains(method)) {
            throw new JinjaException("the method " + method + " takes no arguments by name");
        }
        return switch (method) {
            case "upper", "lower", "title", "capitalize", "swapcase" -> cased(text, method, given);
            case "isalnum", "isalpha", "isascii", "isdigit", "isdecimal", "isspace", "islower", "isupper" ->
                is(text, method, given);
            case "strip", "lstrip", "rstrip" -> stripped(text, method, given);
            case "startswith", "endswith" -> begins(text, method, given);
            case "removeprefix", "removesuffix" -> without(text, method, given);
            case "find", "index", "rfind", "rindex" -> found(text, method, given);
            case "center", "ljust", "rjust" -> padded(text, method, given, budget);
            case "count" -> counted(text, given);
            case "replace" -> replaced(text, given, budget);
            case "join" -> joined(text, given, budget);
            case "format" -> Formats.braces(text, given, budget);
            case "zfill" -> filled(text, given, budget);
            case "split", "rsplit", "splitlines", "partition", "rpartition" ->
                Splitting.call(text, method, given, budget);
            default -> throw JinjaException.unsupported("the method " + method + " of a string");
        };
    }

    private static String cased(String text, String method, Arguments given) {
        given.bind(method);
        return switch (method) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> capitalized(text);
            default -> worded(text, method.equals("title"));
        };
    }

    static String capitalized(String text) {
        int first = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
        return titled(text.substring(0, first)) + text.substring(first).toLowerCase(Locale.ROOT);
    }

    private static String titled(String character) {
        int title = character.isEmpty() ? 0 : Character.toTitleCase(character.codePointAt(0));
        return character.isEmpty() || title == character.codePointAt(0)
                ? character.toUpperCase(Locale.ROOT)
                : Character.toString(title);
    }

    /** {@code title}, where a letter behind another is small, and {@code swapcase}. */
    private static String worded(String text, boolean title) {
        StringBuilder words = new StringBuilder();
        boolean inside = false;
        for (int character : text.codePoints().toArray()) {
            String one = Character.toString(character);
            boolean small = title ? inside : Character.isUpperCase(character);
            words.append(small ? one.toLowerCase(Locale.ROOT) : title ? titled(one) : one.toUpperCase(Locale.ROOT));
            inside = isCased(character);
        }
        return words.toString();
    }

    private static boolean isCased(int character) {
        return Character.isUpperCase(character) || Character.isLowerCase(character) || Character.isTitleCase(character);
    }

    private static boolean is(String text, String method, Arguments given) {
        given.bind(method);
        return switch (method) {
            case "islower", "isupper" -> isOfCase(text, method.equals("isupper"));
            case "isascii" -> text.chars().allMatch(character -> character < 0x80);
            case "isalpha" -> all(text, Character::isLetter);
            case "isspace" -> all(text, Whitespace::is);
            case "isalnum" -> all(text, Character::isLetterOrDigit);
            default -> all(text, Character::isDigit);
        };
    }

    /** Whether there is a letter that has a case, and all have this one. */
    static boolean isOfCase(String text, boolean upper) {
        IntPredicate wrong = upper ? Character::isLowerCase : Character::isUpperCase;
        return text.codePoints().noneMatch(wrong.or(Character::isTitleCase))
                && text.codePoints().anyMatch(upper ? Character::isUpperCase : Character::isLowerCase);
    }

    private static boolean all(String text, IntPredicate predicate) {
        return !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    private static String stripped(String text, String method, Arguments given) {
        Arguments.Bound bound = given.bind(method, "chars");
        IntPredicate away = bound.has("chars") ? oneOf(bound.text("chars")) : Whitespace::is;
        return Whitespace.stripped(text, away, !method.equals("rstrip"), !method.equals("lstrip"));
    }

    private static IntPredicate oneOf(String characters) {
        return character -> characters.indexOf(character) >= 0;
    }

    private static boolean begins(String text, String method, Arguments given) {
        Arguments.Bound bound = given.bind(method, "prefix");
        Object prefix = bound.get("prefix");
        List<Object> all = prefix instanceof Sequence sequence && sequence.kind() == Sequence.Kind.TUPLE
                ? sequence.items()
                : List.of(prefix);
        boolean atStart = method.equals("startswith");
        for (Object one : all) {
            String affix = Values.string(one, method);
            if (atStart ? text.startsWith(affix) : text.endsWith(affix)) {
                return true;
            }
        }
        return false;
    }

    private static String without(String text, String method, Arguments given) {
        String affix = given.bind(method, "affix").text("affix");
        if (method.equals("removeprefix")) {
            return text.startsWith(affix) ? text.substring(affix.length()) : text;
        }
        return text.endsWith(affix) ? text.substring(0, text.length() - affix.length()) : text;
    }

    private static long found(String text, String method, Arguments given) {
        String part = given.bind(method, "sub").text("sub");
        int place = method.startsWith("r") ? text.lastIndexOf(part) : text.indexOf(part);
        if (place < 0 && method.endsWith("index")) {
            throw new JinjaException("substring not found");
        }
        return place < 0 ? -1 : text.codePointCount(0, place);
    }

    private static long counted(String text, Arguments given) {
        String part = given.bind("count", "sub").text("sub");
        return part.isEmpty() ? Values.length(text) + 1 : occurrences(text, part, Long.MAX_VALUE);
    }

    static long occurrences(String text, String part, long most) {
        long count = 0;
        for (int i = text.indexOf(part); i >= 0 && count < most; i = text.indexOf(part, i + part.length())) {
            count++;
        }
        return count;
    }

    private static String padded(String text, String method, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind(method, "width", "fillchar");
        String fill = bound.text("fillchar", " ");
        long missing = Numbers.integer(bound.get("width")) - Values.length(text);
        if (Values.length(fill) != 1) {
            throw new JinjaException(method + " fills with one character");
        }
        if (missing <= 0) {
            return text;
        }
        int width = budget.make(missing);
        // Python puts the odd one to the left where the width is odd too.
        int left = width / 2 + (width & (int) (missing + Values.length(text)) & 1);
        return switch (method) {
            case "ljust" -> text + fill.repeat(width);
            case "rjust" -> fill.repeat(width) + text;
            default -> fill.repeat(left) + text + fill.repeat(width - left);
        };
    }

    private static String filled(String text, Arguments given, Budget budget) {
        long missing = Numbers.integer(given.bind("zfill", "width").get("width")) - Values.length(text);
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return missing <= 0 ? text : text.substring(0, sign) + "0".repeat(budget.make(missing)) + text.substring(sign);
    }

    private static String replaced(String text, Arguments given, Budget budget) {
        Arguments.Bound bound = given.bind("replace", "old", "new", "count");
        return replaced(text, bound.text("old"), bound.text("new"), bound.integer("count", -1), budget);
    }

    /** With at most so many replacements, or any number if it is below 0. */
    static String replaced(String text, String old, String with, long count, Budget budget) {
        long most = count < 0 ? Long.MAX_VALUE : count;
        if (!old.isEmpty()) {
            long times = occurrences(text, old, most);
            budget.make(text.length() + times * ((long) with.length() - old.length()));
            StringBuilder replaced = new StringBuilder();
            int from = 0;
            for (long i = 0; i < times; i++) {
                int place = text.indexOf(old, from);
                replaced.append(text, from, place).append(with);
                from = place + old.length();
            }
            return replaced.append(text, from, text.length()).toString();
        }
        budget.make(text.length() + (Values.length(text) + 1L) * with.length());
        StringBuilder replaced = new StringBuilder();
        long done = 0;
        for (int character : text.codePoints().toArray()) {
            replaced.append(done++ < most ? with : "").appendCodePoint(character);
        }
        return replaced.append(done < most ? with : "").toString();
    }

    private static String joined(String text, Arguments given, Budget budget) {
        List<Object> items = Values.list(given.bind("join", "iterable").get("iterable"), budget);
        items.forEach(item -> Values.string(item, "join"));
        return TextFilters.joined(items, text, budget);
    }
}
