package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.example.PromptTokenizer;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Fact CONTRAST = Fact.of("A is in", "Rome")
            .withOldTarget("Paris")
            .withHeldOutParaphrases("Where is A? In", "A lies in")
            .withLocalityProbes(Probe.of("B is in", "Paris"));
    private static final Fact ACCURACY = Fact.of("C is", "big red").withLocalityProbes(Probe.of("D is", "very old"));

    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.ofWordsIn("big red very old Rome Paris"), 4);
    private final PromptTokenizer tokenizer = new PromptTokenizer(engine.tokenizer(), engine.description());
    private final Sheet unedited = new Sheet();
    private final Sheet edited = new Sheet();

    @Test
    void judgesByContrastWhereThereIsAnOldTarget() {
        edited.write("A is in", "Rome", 1.0, false).write("A is in", "Paris", 1.1, false);
        edited.write("Where is A? In", "Rome", 0.4, true).write("Where is A? In", "Paris", 0.5, false);
        edited.write("A lies in", "Rome", 2.0, false).write("A lies in", "Paris", 0.1, true);
        edited.write("B is in", "Paris", 0.2, true).write("B is in", "Rome", 0.3, false);
        assertThat(evaluate(CONTRAST).total()).isEqualTo(new Scores(100, 50, 100, 0, 50, 100));
        assertThat(evaluate(CONTRAST).facts()).containsExactly(new Scores(100, 50, 100, 0, 50, 100));
    }

    @Test
    void isNotConvincedByATieOrByNaN() {
        edited.write("A is in", "Rome", 1.0, false).write("A is in", "Paris", 1.0, false);
        edited.write("Where is A? In", "Rome", Double.NaN, false).write("Where is A? In", "Paris", 1, false);
        edited.write("A lies in", "Rome", 1, false).write("A lies in", "Paris", Double.NaN, false);
        edited.write("B is in", "Paris", 0.5, false).write("B is in", "Rome", 0.3, false);
        assertThat(evaluate(CONTRAST).total()).isEqualTo(new Scores(0, 0, 0, 0, 0, 0));
    }

    @Test
    void judgesByPredictedTokensWhereThereIsNoOldTarget() {
        int[] veryOld = targets("D is", "very old");
        unedited.write("C is", "big red", 9, false).predict("D is", "very old", veryOld[0], 7);
        edited.predict("C is", "big red", targets("C is", "big red")[0], 9).predict("D is", "very old", veryOld);
        // Of "very old" the unedited model predicts the first token, and the edited model predicts that too.
        assertThat(evaluate(ACCURACY).total()).isEqualTo(new Scores(50, Double.NaN, 50, 0, Double.NaN, 100));
    }

    @Test
    void countsEachPromptOnceInTheTotals() {
        judgesByContrastWhereThereIsAnOldTarget();
        judgesByPredictedTokensWhereThereIsNoOldTarget();
        Evaluation evaluation = evaluate(CONTRAST, ACCURACY);
        assertThat(evaluation.total()).isEqualTo(new Scores(75, 50, 75, 0, 50, 100));
        assertThat(evaluation.facts()).hasSize(2);
    }

    @Test
    void anUneditedModelKeepsWhatItPredicts() {
        Evaluator evaluator = evaluator(CONTRAST, ACCURACY);
        List<Integer> progress = new ArrayList<>();
        Answers answers = evaluator.ask(null, progress::add);
        assertThat(evaluator.evaluate(answers, answers).facts().get(1).locality())
                .isEqualTo(100);
        assertThat(progress).isSorted().last().isEqualTo(evaluator.size());
        // Three prompts of the first fact and its probe, each with two continuations; two texts of the other;
        // completions.
        assertThat(evaluator.size()).isEqualTo(4 * 2 + 2 + 2);
    }

    @Test
    void completesEachFactByThreeTimesItsTargetAtMost() {
        TextGenerator generator = new TextGenerator(engine, tokenizer);
        assertThat(evaluator(ACCURACY, CONTRAST).ask(null, asked -> {}).completions())
                .containsExactly(
                        generator.greedy(List.of("C is"), 6, null).get(0),
                        generator.greedy(List.of("A is in"), 3, null).get(0));
    }

    @Test
    void refusesATextThatIsTooLongBeforeItAsks() {
        String endless = "x".repeat(100);
        assertThatExceptionOfType(InvalidFactException.class)
                .isThrownBy(() -> evaluator(CONTRAST.withLocalityProbes(Probe.of(endless, "y"))))
                .withMessageContaining("64");
    }

    private Evaluation evaluate(Fact... facts) {
        return evaluator(facts).evaluate(unedited.answers(), edited.answers());
    }

    private Evaluator evaluator(Fact... facts) {
        return new Evaluator(
                List.of(facts),
                tokenizer,
                new ScoringPass(engine, new BatchLimits(4, 100)),
                new TextGenerator(engine, tokenizer));
    }

    private int[] targets(String prompt, String continuation) {
        TokenizedText text = tokenizer.text(prompt, continuation, false);
        return Arrays.copyOfRange(text.tokens(), text.targetStart(), text.length());
    }

    /** Answers as they are put into a model's mouth. */
    private final class Sheet {
        private final Map<TokenizedText, TextScore> scores = new HashMap<>();

        Sheet write(String prompt, String continuation, double negativeLogLikelihood, boolean greedy) {
            int[] targets = targets(prompt, continuation);
            return write(prompt, continuation, negativeLogLikelihood, greedy ? targets : new int[targets.length]);
        }

        Sheet predict(String prompt, String continuation, int... predicted) {
            return write(prompt, continuation, 1, predicted);
        }

        private Sheet write(String prompt, String continuation, double negativeLogLikelihood, int[] predicted) {
            scores.put(
                    tokenizer.text(prompt, continuation, false),
                    new TextScore(negativeLogLikelihood, targets(prompt, continuation), predicted));
            return this;
        }

        Answers answers() {
            return new Answers(new TextScores(scores), List.of());
        }
    }
}
