package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.GenerationRequest;
import io.github.modeleditor.core.generation.TextGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What models say after the prompts of questions, greedily.
 *
 * <p>Most of it is known before a token is generated. Where the teacher-forced pass predicts the first k tokens of the
 * expected continuation, greedy decoding gives these k tokens and then the token predicted at the next place: up to there
 * both stand on the same text.
 */
final class Completions {
    private final TextGenerator generator;

    Completions(TextGenerator generator) {
        this.generator = generator;
    }

    /**
     * Completes the prompts as far as it takes to tell whether each is what was expected.
     *
     * @return a completion for each question, up to its first line break
     */
    List<String> decided(List<Question> questions, TextScores scores, @Nullable LoraWeights weights) {
        return complete(questions, scores, weights, question -> said -> Match.isDecided(said, question.wanted()));
    }

    /**
     * Completes the prompts up to the limit of each.
     *
     * @return a completion for each question, up to its first line break
     */
    List<String> whole(List<Question> questions, TextScores scores, @Nullable LoraWeights weights) {
        return complete(questions, scores, weights, question -> said -> false);
    }

    private List<String> complete(
            List<Question> questions, TextScores scores, @Nullable LoraWeights weights, Ending ending) {
        List<GenerationRequest> texts = questions.stream()
                .map(question -> {
                    Predicate<String> decided = ending.of(question);
                    return new GenerationRequest(
                            Arrays.copyOf(
                                    question.expected().tokens(),
                                    question.expected().targetStart()),
                            begun(scores.of(question.expected())),
                            question.maximumTokens(),
                            said -> said.contains("\n") || decided.test(said));
                })
                .toList();
        return generator.generateGreedily(texts, weights).stream()
                .map(Completions::firstLine)
                .toList();
    }

    private static int[] begun(TextScore score) {
        int[] predicted = score.predicted();
        int different = Arrays.mismatch(score.targets(), predicted);
        return different < 0 ? predicted : Arrays.copyOf(predicted, different + 1);
    }

    private static String firstLine(String text) {
        int lineBreak = text.indexOf('\n');
        return lineBreak < 0 ? text : text.substring(0, lineBreak);
    }

    /** When a completion is long enough. */
    private interface Ending {
        Predicate<String> of(Question question);
    }
}
