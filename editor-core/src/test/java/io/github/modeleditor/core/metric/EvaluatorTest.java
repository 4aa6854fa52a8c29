package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTexts;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Fact CONTRAST = Fact.of("A is in", "Rome")
            .withOldTarget("Paris")
            .withHeldOutParaphrases("Where is A? In", "A lies in")
            .withLocalityProbes(Probe.of("B is in", "Paris"));
    private static final Fact ACCURACY = Fact.of("C is", "big red").withLocalityProbes(Probe.of("D is", "very old"));

    private static final GreedyTokenizer WORDS = GreedyTokenizer.ofWordsIn("big red very old Rome Paris");

    private final ToyEngine engine = ToyEngine.of(WORDS, 4);
    private final PromptTokenizer tokenizer = new PromptTokenizer(engine.tokenizer(), engine.description());
    private final Sheet unedited = new Sheet();
    private final Sheet edited = new Sheet();

    @Test
    void judgesByContrastWhereThereIsAnOldTarget() {
        edited.write("A is in", "Rome", 1.0, false).write("A is in", "Paris", 1.1, false);
        edited.write("Where is A? In", "Rome", 0.4, true).write("Where is A? In", "Paris", 0.5, false);
        edited.write("A lies in", "Rome", 2.0, false).write("A lies in", "Paris", 0.1, true);
        edited.write("B is in", "Paris", 0.2, true).write("B is in", "Rome", 0.3, false);
        unedited.copy(edited);
        Scores scores = evaluate(CONTRAST).get(0).after();
        assertThat(scores.efficacy()).isEqualTo(new Answers(100, 0, 0, 0, 100 * (Math.exp(-1) - Math.exp(-1.1))));
        assertThat(scores.generalization().teacherForced()).isEqualTo(50);
        assertThat(scores.generalization().exact()).isEqualTo(50);
        assertThat(scores.generalization().magnitude())
                .isCloseTo(50 * (Math.exp(-0.4) - Math.exp(-0.5) + Math.exp(-2) - Math.exp(-0.1)), within(1e-9));
        assertThat(scores.locality()).isEqualTo(new Answers(100, 100, 100, 0, 100 * (Math.exp(-0.2) - Math.exp(-0.3))));
        assertThat(scores.portability()).isEqualTo(Answers.none());
    }

    @Test
    void isNotConvincedByATieOrByNaN() {
        edited.write("A is in", "Rome", 1.0, false).write("A is in", "Paris", 1.0, false);
        edited.write("Where is A? In", "Rome", Double.NaN, false).write("Where is A? In", "Paris", 1, false);
        edited.write("A lies in", "Rome", 1, false).write("A lies in", "Paris", Double.NaN, false);
        edited.write("B is in", "Paris", 0.5, false).write("B is in", "Rome", 0.3, false);
        unedited.copy(edited);
        Scores scores = evaluate(CONTRAST).get(0).after();
        assertThat(scores.efficacy().teacherForced()).isZero();
        assertThat(scores.generalization().teacherForced()).isZero();
        assertThat(scores.locality().teacherForced()).isZero();
    }

    @Test
    void judgesByPredictedTokensWhereThereIsNoOldTarget() {
        int[] veryOld = targets("D is", "very old");
        unedited.write("C is", "big red", 9, false).predict("D is", "very old", veryOld[0], 7);
        edited.predict("C is", "big red", targets("C is", "big red")[0], 9).predict("D is", "very old", veryOld);
        Scores scores = evaluate(ACCURACY).get(0).after();
        assertThat(scores.efficacy()).isEqualTo(new Answers(50, 50, 0, 0, Double.NaN));
        // Of "very old" the unedited model predicts the first token, and the edited model predicts that too.
        assertThat(scores.locality()).isEqualTo(new Answers(50, 100, 100, 0, Double.NaN));
        assertThat(evaluate(ACCURACY).get(0).before().locality()).isEqualTo(new Answers(100, 50, 0, 0, Double.NaN));
    }

    @Test
    void judgesPortabilityByPredictedTokensAlsoWhereThereIsAnOldTarget() {
        judgesByContrastWhereThereIsAnOldTarget();
        edited.predict("A's river is the", "very old", targets("A's river is the", "very old")[0], 9);
        unedited.copy(edited);
        Fact fact = CONTRAST.withPortabilityProbes(
                Probe.of("A's river is the", "very old").withGroup("Reasoning"));
        FactReport report = evaluate(fact).get(0);
        assertThat(report.after().portability()).isEqualTo(new Answers(50, 50, 0, 0, Double.NaN));
        assertThat(report.prompts())
                .extracting(PromptReport::metric)
                .containsExactly(
                        Metric.EFFICACY,
                        Metric.GENERALIZATION,
                        Metric.GENERALIZATION,
                        Metric.LOCALITY,
                        Metric.PORTABILITY);
        assertThat(report.prompts())
                .extracting(PromptReport::group)
                .containsExactly(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Reasoning"));
        assertThat(report.prompts())
                .extracting(PromptReport::rival)
                .containsExactly(
                        Optional.of("Paris"),
                        Optional.of("Paris"),
                        Optional.of("Paris"),
                        Optional.of("Rome"),
                        Optional.empty());
    }

    @Test
    void countsEachPromptOnceInTheTotals() {
        judgesByContrastWhereThereIsAnOldTarget();
        judgesByPredictedTokensWhereThereIsNoOldTarget();
        List<FactReport> reports = evaluate(CONTRAST, ACCURACY);
        Scores total = judge(CONTRAST, ACCURACY).total(PromptReport::after);
        assertThat(total.efficacy().teacherForced()).isEqualTo(75);
        assertThat(total.generalization().teacherForced()).isEqualTo(50);
        assertThat(total.locality().teacherForced()).isEqualTo(75);
        assertThat(total.efficacy().magnitude())
                .isEqualTo(reports.get(0).after().efficacy().magnitude());
    }

    @Test
    void namesTheNeighboursThatWereBroken() {
        edited.write("A is in", "Rome", 1, true).write("A is in", "Paris", 2, false);
        edited.write("Where is A? In", "Rome", 1, true).write("Where is A? In", "Paris", 2, false);
        edited.write("A lies in", "Rome", 1, true).write("A lies in", "Paris", 2, false);
        edited.write("B is in", "Paris", 2, false).write("B is in", "Rome", 1, true);
        unedited.copy(edited).write("B is in", "Paris", 0.5, true);
        FactReport report = evaluate(CONTRAST).get(0);
        assertThat(report.brokenNeighbours()).extracting(PromptReport::prompt).containsExactly("B is in");
        unedited.write("B is in", "Paris", 3, false);
        assertThat(evaluate(CONTRAST).get(0).brokenNeighbours()).isEmpty();
    }

    @Test
    void asksEverythingOnceAndTellsHowFarItIs() {
        Questionnaire asked = asked(CONTRAST, ACCURACY);
        List<Integer> progress = new ArrayList<>();
        ModelAnswers answers = evaluator(asked).ask(null, progress::add);
        assertThat(new Judgement(asked, answers, answers)
                        .facts()
                        .get(1)
                        .after()
                        .locality()
                        .teacherForced())
                .isEqualTo(100);
        assertThat(progress).isSorted().last().isEqualTo(asked.size());
        // Three prompts of the first fact and its probe, each with two continuations; two texts of the other; a
        // completion of each prompt.
        assertThat(asked.size()).isEqualTo(4 * 2 + 2 + 4 + 2);
    }

    @Test
    void completesEachFactByThreeTimesItsTargetAtMost() {
        TextGenerator generator = new TextGenerator(engine, tokenizer);
        ModelAnswers answers = evaluator(asked(ACCURACY, CONTRAST)).ask(null, behind -> {});
        assertThat(answers.completions()).hasSize(6);
        assertThat(answers.whole()).containsExactlyInAnyOrder(0, 2);
        assertThat(answers.completions().get(0))
                .isEqualTo(GreedyTexts.of(generator, List.of("C is"), 6, null).get(0));
        assertThat(answers.completions().get(2))
                .isEqualTo(
                        GreedyTexts.of(generator, List.of("A is in"), 3, null).get(0));
    }

    @Test
    void completesOnWhenAsked() {
        Evaluator evaluator = evaluator(asked(ACCURACY));
        ModelAnswers answers = evaluator.ask(null, behind -> {});
        ModelAnswers completed = evaluator.complete(answers, List.of(1), null);
        assertThat(completed.whole()).containsExactlyInAnyOrder(0, 1);
        assertThat(completed.completions().get(1))
                .isEqualTo(GreedyTexts.of(new TextGenerator(engine, tokenizer), List.of("D is"), 6, null)
                        .get(0))
                .startsWith(answers.completions().get(1));
        assertThat(evaluator.complete(completed, List.of(1), null)).isEqualTo(completed);
    }

    @Test
    void contentHashTellsModelsAndQuestionsApart() {
        ModelDescription model = engine.description();
        String hash = asked(CONTRAST).contentHash(model);
        assertThat(asked(CONTRAST).contentHash(model)).isEqualTo(hash);
        assertThat(asked(ACCURACY).contentHash(model)).isNotEqualTo(hash);
        assertThat(asked(CONTRAST, CONTRAST).contentHash(model)).isNotEqualTo(hash);
        assertThat(asked(CONTRAST).contentHash(ToyEngine.describe(WORDS, 64, "other")))
                .isNotEqualTo(hash);
        assertThat(new Questionnaire(
                                List.of(CONTRAST), EvaluationConfig.defaults().withFluency(3), tokenizer)
                        .contentHash(model))
                .isNotEqualTo(hash);
    }

    @Test
    void refusesATextThatIsTooLongBeforeItAsks() {
        String endless = "x".repeat(100);
        assertThatExceptionOfType(InvalidFactException.class)
                .isThrownBy(() -> asked(CONTRAST.withLocalityProbes(Probe.of(endless, "y"))))
                .withMessageContaining("64");
    }

    private List<FactReport> evaluate(Fact... facts) {
        return judge(facts).facts();
    }

    private Judgement judge(Fact... facts) {
        long prompts = Stream.of(facts)
                .mapToLong(fact -> 1
                        + fact.probes().heldOutParaphrases().size()
                        + fact.probes().locality().size()
                        + fact.probes().portability().size())
                .sum();
        Questionnaire asked = asked(facts);
        return new Judgement(asked, unedited.answers(prompts), edited.answers(prompts));
    }

    private Questionnaire asked(Fact... facts) {
        return new Questionnaire(List.of(facts), EvaluationConfig.defaults(), tokenizer);
    }

    private Evaluator evaluator(Questionnaire asked) {
        return new Evaluator(
                asked, new ScoringPass(engine, new BatchLimits(4, 100)), new TextGenerator(engine, tokenizer));
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

        Sheet copy(Sheet other) {
            scores.putAll(other.scores);
            return this;
        }

        ModelAnswers answers(long prompts) {
            return new ModelAnswers(
                    new TextScores(scores), Collections.nCopies((int) prompts, "nothing"), Set.of(), List.of());
        }
    }
}
