package io.github.modeleditor.core.tokens;

import com.google.common.base.CharMatcher;
import io.github.modeleditor.core.engine.ChatTemplate;

/**
 * A prompt and its target as they stand one after the other. Special tokens of a chat template stand in the texts.
 *
 * @param prompt as far as the place where the model goes on
 * @param target what it should say, with the white space that joins it to the prompt
 * @param end what the chat template puts after it; empty where nothing is known of it
 */
record JoinedText(String prompt, String target, String end) {
    /** Joins them with a space, unless one of them brings white space of its own. */
    static JoinedText plain(String prompt, String target) {
        CharMatcher space = CharMatcher.whitespace();
        boolean apart = prompt.isEmpty()
                || target.isEmpty()
                || space.matches(prompt.charAt(prompt.length() - 1))
                || space.matches(target.charAt(0));
        return new JoinedText(prompt, apart ? target : " " + target, "");
    }

    /**
     * Joins them as a template joins a question and its answer. It need not leave an answer as it is: some strip it, some
     * drop what they take for reasoning. Where the answer is not found after the question, it follows directly.
     */
    static JoinedText chat(ChatTemplate template, String question, String answer) {
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
