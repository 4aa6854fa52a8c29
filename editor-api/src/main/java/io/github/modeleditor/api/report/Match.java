package io.github.modeleditor.api.report;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.FactId;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Whether a model said the target of its own accord. Teacher-forced figures flatter: they hand the model the true tokens
 * before each one it is judged on.
 */
public final class Match {
    private static final Pattern BROKEN_END = Pattern.compile("\uFFFD+\\z");
    private static final Pattern ENDS_WITH_SPACE = Pattern.compile("\\p{IsWhite_Space}\\z");

    private Match() {}

    /**
     * Whether a completion is the target, or begins with it and goes on with another word. Case and the amount of white
     * space do not matter, nor does a {@link Fact#WORD_JOINER} in front.
     *
     * @param completion what the model said
     * @param target what it should have said
     * @return true for a hit
     */
    public static boolean matches(String completion, String target) {
        Objects.requireNonNull(completion, "completion");
        Objects.requireNonNull(target, "target");
        String said = normalize(completion);
        String expected = normalize(target);
        return said.startsWith(expected)
                && (said.length() == expected.length()
                        || !Character.isLetterOrDigit(said.codePointAt(expected.length()))
                        || !Character.isLetterOrDigit(expected.codePointBefore(expected.length())));
    }

    /**
     * Whether a completion is decided while the model still writes: whatever comes next, it is a hit or a miss.
     *
     * @param begun what the model has said so far; its last character may be one of which bytes are still missing
     * @param target what it should say
     * @return true if no further word can change {@link #matches(String, String)}
     */
    public static boolean isDecided(String begun, String target) {
        Objects.requireNonNull(begun, "begun");
        Objects.requireNonNull(target, "target");
        String whole = BROKEN_END.matcher(begun).replaceFirst("");
        String said = normalize(whole);
        String expected = normalize(target);
        if (said.length() <= expected.length() && !said.equals(expected)) {
            return !expected.startsWith(said);
        }
        return said.length() > expected.length()
                || !Character.isLetterOrDigit(expected.codePointBefore(expected.length()))
                || ENDS_WITH_SPACE.matcher(whole).find();
    }

    /**
     * Whether two answers are the same. Case and the amount of white space do not matter.
     *
     * @param one what a model said
     * @param other what another said
     * @return true if they are
     */
    public static boolean same(String one, String other) {
        Objects.requireNonNull(one, "one");
        Objects.requireNonNull(other, "other");
        return normalize(one).equals(normalize(other));
    }

    private static String normalize(String text) {
        return FactId.collapsed(text.startsWith(Fact.WORD_JOINER) ? text.substring(Fact.WORD_JOINER.length()) : text)
                .toLowerCase(Locale.ROOT);
    }
}
