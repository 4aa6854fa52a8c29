package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.List;
import java.util.Objects;

/**
 * A question with several answers to choose from. A model chooses the answer whose tokens have the highest mean
 * log-likelihood after the question.
 *
 * @param question what the model is given, such as {@code "Question: What freezes at 0 degrees Celsius?\nAnswer:"}; not
 *     blank
 * @param choices the answers; at least two, none of them blank; joined to the question as a {@link Fact}'s target is
 * @param answer the index of the right one, counted from 0
 */
public record MultipleChoice(String question, List<String> choices, int answer) {
    public MultipleChoice {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(choices, "choices");
        choices = List.copyOf(choices);
        String name = "The multiple-choice question";
        Settings.require(!question.isBlank(), name, "blank", "visible text");
        name = "The number of choices for \"" + question + "\"";
        Settings.require(choices.size() > 1, name, choices.size(), "at least 2");
        for (String choice : choices) {
            Settings.require(!choice.isBlank(), "A choice for \"" + question + "\"", "blank", "visible text");
        }
        Settings.require(
                answer >= 0 && answer < choices.size(),
                "The index of the right answer to \"" + question + "\"",
                answer,
                "from 0 to " + (choices.size() - 1));
    }

    /**
     * A question whose right answer is given by its index.
     *
     * @param question what the model is given
     * @param answer the index of the right answer, counted from 0
     * @param choices the answers
     * @return the question
     * @throws InvalidConfigurationException if a text is blank, there are fewer than two answers, or the index is none of
     *     theirs
     */
    public static MultipleChoice of(String question, int answer, String... choices) {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(choices, "choices");
        return new MultipleChoice(question, List.of(choices), answer);
    }
}
