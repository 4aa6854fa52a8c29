package io.github.modeleditor.core.metric;

import com.google.common.base.CharMatcher;
import java.util.Locale;

/**
 * Whether a model said the target of its own accord. Teacher-forced figures flatter: they hand the model the true tokens
 * before each one it is judged on.
 */
public final class GeneratedMatch {
    private GeneratedMatch() {}

    /**
     * Whether a completion is the target, or begins with it and goes on with another word. Case and the amount of white
     * space do not matter.
     *
     * @param completion what the model said
     * @param target what it should have said
     * @return true for a hit
     */
    public static boolean matches(String completion, String target) {
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
    static boolean isDecided(String begun, String target) {
        String whole = CharMatcher.is('\uFFFD').trimTrailingFrom(begun);
        String said = normalize(whole);
        String expected = normalize(target);
        if (said.length() <= expected.length() && !said.equals(expected)) {
            return !expected.startsWith(said);
        }
        return said.length() > expected.length()
                || !Character.isLetterOrDigit(expected.codePointBefore(expected.length()))
                || CharMatcher.whitespace().matches(whole.charAt(whole.length() - 1));
    }

    private static String normalize(String text) {
        return CharMatcher.whitespace().trimAndCollapseFrom(text, ' ').toLowerCase(Locale.ROOT);
    }
}
