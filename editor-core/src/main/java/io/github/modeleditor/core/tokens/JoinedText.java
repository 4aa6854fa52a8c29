package io.github.modeleditor.core.tokens;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.core.engine.ChatTemplate;
import java.lang.Character.UnicodeScript;

/**
 * A prompt and its target as they stand one after the other. Special tokens of a chat template stand in the texts.
 *
 * @param prompt as far as the place where the model goes on
 * @param target what it should say, with the white space that joins it to the prompt
 * @param end what the chat template puts after it; empty where nothing is known of it
 */
record JoinedText(String prompt, String target, String end) {
    /** Scripts that are written without spaces between words. */
    private static final ImmutableSet<UnicodeScript> WITHOUT_SPACES = Sets.immutableEnumSet(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);

    /**
     * Joins them with a space, unless one of them brings white space of its own, or the prompt ends in a script that has none, or with
     * what nobody puts a space after: an opening bracket or quote, or the sign of a currency in front of a number. A target that begins
     * with a {@linkplain Fact#WORD_JOINER word joiner} follows directly, without it.
     */
    static JoinedText plain(String prompt, String target) {
        if (target.startsWith(Fact.WORD_JOINER)) {
            return new JoinedText(prompt, withoutJoiner(target), "");
        }
        CharMatcher space = CharMatcher.whitespace();
        boolean apart = prompt.isEmpty()
                || target.isEmpty()
                || space.matches(prompt.charAt(prompt.length() - 1))
                || space.matches(target.charAt(0))
                || isOpen(prompt)
                || isWithoutSpaces(prompt.codePointBefore(prompt.length()));
        return new JoinedText(prompt, apart ? target : " " + target, "");
    }

    private static String withoutJoiner(String target) {
        return target.startsWith(Fact.WORD_JOINER) ? target.substring(Fact.WORD_JOINER.length()) : target;
    }

    private static boolean isWithoutSpaces(int character) {
        // The punctuation of these scripts brings its own room.
        boolean isWide = (character >= 0x3000 && character <= 0x303f) || (character >= 0xff00 && character <= 0xffef);
        return isWide || WITHOUT_SPACES.contains(UnicodeScript.of(character));
    }

    private static boolean isOpen(String prompt) {
        int last = prompt.codePointBefore(prompt.length());
        return switch (Character.getType(last)) {
            case Character.START_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION -> true;
            case Character.CURRENCY_SYMBOL -> beginsWord(prompt);
            // A straight quote opens where an odd number of them stands.
            default -> last == '"' && CharMatcher.is('"').countIn(prompt) % 2 == 1;
        };
    }

    /** Whether the last character of a prompt stands after a space: "costs $", not "in US$" of a sentence that goes on. */
    private static boolean beginsWord(String prompt) {
        return prompt.length() == 1 || CharMatcher.whitespace().matches(prompt.charAt(prompt.length() - 2));
    }

    /**
     * Joins them as a template joins a question and its answer. It need not leave an answer as it is: some strip it, some
     * drop what they take for reasoning. Where the answer is not found after the question, it follows directly.
     */
    static JoinedText chat(ChatTemplate template, String question, String target) {
        String answer = withoutJoiner(target);
        String asked = template.render(question);
        String whole = template.render(question, answer);
        int start = whole.startsWith(asked) ? whole.indexOf(answer.strip(), asked.length()) : -1;
        if (start < 0 || !whole.substring(asked.length(), start).isBlank()) {
            return new JoinedText(asked, answer, "");
        }
        int end = start + answer.strip().length();
        return new JoinedText(asked, whole.substring(asked.length(), end), whole.substring(end));
    }

    String text() {
        return prompt + target;
    }
}
