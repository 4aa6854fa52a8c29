package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import java.util.List;

/**
 * One thing to ask a model about a prompt. NLL(p, t) is the mean over t's tokens of {@code -log P(token | p, tokens before
 * it)}, without end-of-text.
 *
 * @see <a href="https://arxiv.org/abs/2202.05262">Locating and Editing Factual Associations in GPT</a>, which
 *     judges by the contrast of two targets
 */
sealed interface Question {
    /** The texts whose scores the answer needs. */
    List<TokenizedText> texts();

    /** The continuation that is hoped for. */
    TokenizedText expected();

    /** What a model's answers are worth, given those of the unedited model. */
    Verdict judge(TextScores unedited, TextScores answers);

    /**
     * How good an answer is.
     *
     * @param correct from 0 to 1
     * @param exact whether greedy decoding gives the whole expected continuation
     */
    record Verdict(double correct, boolean exact) {}

    /** Is {@code NLL(p, expected) < NLL(p, rival)}? */
    record Contrast(TokenizedText expected, TokenizedText rival) implements Question {
        @Override
        public List<TokenizedText> texts() {
            return List.of(expected, rival);
        }

        @Override
        public Verdict judge(TextScores unedited, TextScores answers) {
            TextScore score = answers.of(expected);
            boolean preferred =
                    score.negativeLogLikelihood() < answers.of(rival).negativeLogLikelihood();
            return new Verdict(preferred ? 1 : 0, score.isGreedy());
        }
    }

    /** The share of the continuation's tokens that the model predicts. */
    record Accuracy(TokenizedText expected) implements Question {
        @Override
        public List<TokenizedText> texts() {
            return List.of(expected);
        }

        @Override
        public Verdict judge(TextScores unedited, TextScores answers) {
            TextScore score = answers.of(expected);
            return new Verdict(score.predictedShare(), score.isGreedy());
        }
    }

    /** The share of the continuation's places where the model predicts what the unedited model does there. */
    record Preservation(TokenizedText expected) implements Question {
        @Override
        public List<TokenizedText> texts() {
            return List.of(expected);
        }

        @Override
        public Verdict judge(TextScores unedited, TextScores answers) {
            TextScore score = answers.of(expected);
            return new Verdict(score.agreementWith(unedited.of(expected)), score.isGreedy());
        }
    }
}
