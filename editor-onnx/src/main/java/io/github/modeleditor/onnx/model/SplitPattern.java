package io.github.modeleditor.onnx.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a tokenizer. The library gives up an expression that goes back and forth too often by ending the process;
 * so one that can is not let in. An expression may repeat single characters without a bound, twice in each alternative, which makes
 * it look at most at each pair of places of a text; longer texts are tried here, with a count, before the library gets them.
 */
final class SplitPattern {
    /** As long as pairs of places are far fewer than the library's own limit of ten million. */
    static final int SHORT = 2_000;

    private static final long LOOKS = 4_000_000;
    private static final int UNBOUNDED = 2;
    private static final int LONGEST = 20_000;
    private static final int MANY = 8;

    private final @Nullable Pattern pattern;

    private SplitPattern(@Nullable Pattern pattern) {
        this.pattern = pattern;
    }

    /** The pattern, for texts that are tried. */
    static SplitPattern of(String expression) {
        try {
            return new SplitPattern(Pattern.compile(expression.replaceAll(
                    "\\\\p\\{(Han|Hiragana|Katakana|Hangul|Latin|Thai|Cyrillic|Arabic)}", "\\\\p{Is$1}")));
        } catch (PatternSyntaxException | StackOverflowError e) {
            return new SplitPattern(null);
        }
    }

    /**
     * What is wrong with an expression.
     *
     * @param expression in Oniguruma's language
     * @return a reason; empty where it is bounded
     */
    static Optional<String> fault(String expression) {
        if (expression.isEmpty() || expression.length() > LONGEST) {
            return Optional.of("has " + expression.length() + " characters");
        }
        return new Reading(expression).fault();
    }

    /** Whether an expression may match nothing at all, tried on a few texts. */
    static boolean matchesNothing(String expression) {
        Pattern compiled = of(expression).pattern;
        if (compiled == null) {
            return true;
        }
        for (String text : new String[] {"", "a", "aA 1.\n", "  "}) {
            Matcher matcher = compiled.matcher(text);
            while (matcher.find()) {
                if (matcher.end() == matcher.start()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a text can be split without end.
     *
     * @param text any text
     * @return true if the library may have it
     */
    boolean bears(String text) {
        if (text.length() <= SHORT) {
            return true;
        }
        if (pattern == null) {
            return false;
        }
        Looks looks = new Looks(text);
        Matcher matcher = pattern.matcher(looks);
        try {
            while (matcher.find()) {
                looks.left = LOOKS;
            }
            return true;
        } catch (IllegalStateException | StackOverflowError e) {
            return false;
        }
    }

    /** A text that may be looked at so often for one match. */
    private static final class Looks implements CharSequence {
        private final String text;
        private long left = LOOKS;

        Looks(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new IllegalStateException("looked at too often");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Reads an expression from left to right, group by group. */
    private static final class Reading {
        /** What stands in a group so far. */
        private static final class Group {
            private int unbounded;
            private int optional;
            private boolean alternatives;
            /** The most of an alternative that has ended. */
            private int most;
        }

        private final String expression;
        private final Deque<Group> groups = new ArrayDeque<>();
        private int at;

        Reading(String expression) {
            this.expression = expression;
        }

        Optional<String> fault() {
            Group current = new Group();
            @Nullable Group closed = null;
            while (at < expression.length()) {
                char c = expression.charAt(at);
                @Nullable Group before = closed;
                closed = null;
                if (c == '\\') {
                    if (at + 1 < expression.length() && "123456789kg".indexOf(expression.charAt(at + 1)) >= 0) {
                        return Optional.of("refers back to itself");
                    }
                    skipEscape();
                } else if (c == '[') {
                    skipClass();
                } else if (c == '(') {
                    groups.push(current);
                    current = new Group();
                    skipGroupHead();
                } else if (c == ')' && !groups.isEmpty()) {
                    closed = current;
                    closed.most = Math.max(closed.most, closed.unbounded);
                    current = groups.pop();
                    current.unbounded += closed.most;
                    current.optional += closed.optional;
                    at++;
                } else if (c == '|') {
                    current.alternatives = true;
                    current.most = Math.max(current.most, current.unbounded);
                    current.unbounded = 0;
                    at++;
                } else if ("*+?{".indexOf(c) >= 0) {
                    long repeats = repeats();
                    if (repeats > MANY) {
                        if (before != null && (before.most > 0 || before.alternatives || before.optional > 1)) {
                            return Optional.of("repeats what repeats or chooses by itself");
                        }
                        current.unbounded++;
                    } else if (repeats > 0) {
                        current.optional++;
                    }
                } else {
                    at++;
                }
                if (current.unbounded > UNBOUNDED) {
                    return Optional.of(
                            "has more than " + UNBOUNDED + " repetitions without a bound, one after the other");
                }
            }
            return Optional.empty();
        }

        /** With the braces of {@code \p{L}} and the like. */
        private void skipEscape() {
            boolean named = at + 1 < expression.length() && "pPxo".indexOf(expression.charAt(at + 1)) >= 0;
            at += 2;
            if (named && at < expression.length() && expression.charAt(at) == '{') {
                int end = expression.indexOf('}', at);
                at = end < 0 ? expression.length() : end + 1;
            }
        }

        private void skipClass() {
            int depth = 0;
            do {
                char c = expression.charAt(at);
                if (c == '\\') {
                    at++;
                } else if (c == '[') {
                    depth++;
                } else if (c == ']') {
                    depth--;
                }
                at++;
            } while (depth > 0 && at < expression.length());
        }

        private void skipGroupHead() {
            at++;
            if (at < expression.length() && expression.charAt(at) == '?') {
                at++;
            }
        }

        /** How often at most; a quantifier behind a quantifier, which makes it lazy or possessive, is part of it. */
        private long repeats() {
            char c = expression.charAt(at++);
            long most = c == '?' ? 1 : Long.MAX_VALUE;
            if (c == '{') {
                int end = expression.indexOf('}', at);
                String counts = end < 0 ? "" : expression.substring(at, end);
                if (!counts.matches("\\d{0,9},?\\d{0,9}") || counts.isEmpty()) {
                    return 0;
                }
                at = end + 1;
                String last = counts.substring(counts.indexOf(',') + 1);
                most = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
            }
            while (at < expression.length() && "+?".indexOf(expression.charAt(at)) >= 0) {
                at++;
            }
            return most;
        }
    }
}
