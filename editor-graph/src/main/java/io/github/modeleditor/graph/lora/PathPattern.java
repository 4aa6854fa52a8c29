package io.github.modeleditor.graph.lora;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression over module paths that somebody else wrote: of a setting, or of an adapter from anywhere. Java's own matching
 * goes back over a text as often as an expression makes it, which may be forever; here it may look at so many characters, all
 * matches together, and then it is refused. Not thread-safe.
 *
 * @see <a href="https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS">what an expression can do</a>
 */
public final class PathPattern {
    private static final int LONGEST = 10_000;
    private static final long LOOKS = 100_000_000;

    /** Counted repetitions do not look at characters where they repeat nothing, so their product is bounded by itself. */
    private static final Pattern COUNT = Pattern.compile("\\{(\\d+)");

    private static final long REPETITIONS = 1_000_000;

    private final String expression;
    private final Pattern pattern;
    private final Function<String, ? extends RuntimeException> refusal;
    private final Effort effort;

    private PathPattern(
            String expression, Pattern pattern, Effort effort, Function<String, ? extends RuntimeException> refusal) {
        this.expression = expression;
        this.pattern = pattern;
        this.effort = effort;
        this.refusal = refusal;
    }

    /** What is left of the characters that patterns may look at, all of them together. Not thread-safe. */
    public static final class Effort {
        private long looks = LOOKS;

        /** As much as is enough for every honest adapter. */
        public Effort() {}
    }

    /**
     * Reads an expression.
     *
     * @param expression in the language of {@link Pattern}
     * @param effort what all patterns that share it may cost
     * @param refusal makes an exception of what is wrong with it, now or when it matches
     * @return the pattern
     * @throws RuntimeException as {@code refusal} makes it, if it is no regular expression, or one of endless repetitions
     */
    public static PathPattern of(
            String expression, Effort effort, Function<String, ? extends RuntimeException> refusal) {
        if (expression.length() > LONGEST) {
            throw refusal.apply("has " + expression.length() + " characters, and up to " + LONGEST + " are read");
        }
        double repetitions = 1;
        Matcher counts = COUNT.matcher(expression);
        while (counts.find()) {
            repetitions *= Math.max(1, Double.parseDouble(counts.group(1)));
        }
        if (repetitions > REPETITIONS) {
            throw refusal.apply("repeats too often");
        }
        try {
            return new PathPattern(expression, Pattern.compile(expression), effort, refusal);
        } catch (PatternSyntaxException e) {
            throw refusal.apply("is no regular expression (" + e.getDescription() + ")");
        } catch (StackOverflowError e) {
            throw refusal.apply("is nested too deep");
        }
    }

    /**
     * Whether the whole of a path matches.
     *
     * @param path a module path
     * @return true if so
     * @throws RuntimeException as {@code refusal} makes it, if that cannot be told in reasonable time
     */
    public boolean matches(String path) {
        try {
            return pattern.matcher(new Watched(path, 0, path.length())).matches();
        } catch (TooLong | StackOverflowError e) {
            throw refusal.apply("takes forever to match " + (path.length() > 100 ? "a path" : path));
        }
    }

    @Override
    public String toString() {
        return expression;
    }

    /** Ends a match. */
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("", null, false, false);
        }
    }

    /** A path that counts how often it is looked at. */
    private final class Watched implements CharSequence {
        private final String path;
        private final int start;
        private final int end;

        Watched(String path, int start, int end) {
            this.path = path;
            this.start = start;
            this.end = end;
        }

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public char charAt(int index) {
            if (--effort.looks < 0) {
                throw new TooLong();
            }
            return path.charAt(start + index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Watched(path, start + from, start + to);
        }

        @Override
        public String toString() {
            return path.substring(start, end);
        }
    }
}
