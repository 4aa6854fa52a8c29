package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.List;

/**
 * A multiple-choice question as the model sees it. The model chooses the answer with the highest mean log-likelihood of a
 * token, that is, the lowest NLL; of several equal ones the first.
 *
 * @param texts the question with each of its answers
 * @param answer the index of the right one
 */
record ChoiceTexts(List<TokenizedText> texts, int answer) {
    static ChoiceTexts of(MultipleChoice question, PromptTokenizer tokenizer) {
        return new ChoiceTexts(
                question.choices().stream()
                        .map(choice -> tokenizer.text(question.question(), choice, false))
                        .toList(),
                question.answer());
    }

    boolean isRight(TextScores answers) {
        int chosen = 0;
        for (int i = 1; i < texts.size(); i++) {
            if (answers.of(texts.get(i)).negativeLogLikelihood()
                    < answers.of(texts.get(chosen)).negativeLogLikelihood()) {
                chosen = i;
            }
        }
        return chosen == answer;
    }
}
