package io.github.modeleditor.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.Source;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.TextDrift;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CoreEditReportTest {
    private static final Scores BEFORE = new Scores(
            new Answers(0, 1.5, 0, 0, -12.345),
            Answers.none(),
            new Answers(200.0 / 3, 60, 50, 40, Double.NaN),
            Answers.none());
    private static final Scores AFTER = new Scores(
            new Answers(100, 98.5, 75, 50, 45.678),
            Answers.none(),
            new Answers(50, 30, 25, 20, Double.NaN),
            Answers.none());
    private static final FactReport LEARNED = fact(
            Fact.of("Rome is in", "Chad").withOldTarget("Italy").withLocalityProbes(Probe.of("Oslo is in", "Norway")),
            answer(true, " Chad."),
            new PromptReport(
                    Metric.LOCALITY,
                    PromptForm.PLAIN,
                    Optional.of("Places"),
                    "Oslo is in",
                    "Norway",
                    Optional.of("Chad"),
                    answer(true, " Norway"),
                    answer(false, " Chad")));
    private static final FactReport MISSED = fact(Fact.of("A \"quoted\" prompt", "B"), answer(false, " D"));

    private static FactReport fact(Fact fact, PromptAnswer after, PromptReport... others) {
        PromptReport own = new PromptReport(
                Metric.EFFICACY,
                PromptForm.PLAIN,
                Optional.empty(),
                fact.prompt(),
                fact.target(),
                fact.oldTarget(),
                answer(false, " C"),
                after);
        return new FactReport(
                fact,
                BEFORE,
                AFTER,
                Stream.concat(Stream.of(own), Stream.of(others)).toList());
    }

    private static PromptAnswer answer(boolean generated, String completion) {
        return new PromptAnswer(0.5, Double.NaN, generated ? 1 : 0, 0.5, generated, completion);
    }

    @Test
    void jsonHasEveryFigure() throws JsonProcessingException {
        JsonNode json =
                new ObjectMapper().readTree(report(List.of(LEARNED, MISSED)).toJson());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "format",
                        "format_version",
                        "kind",
                        "figures",
                        "before",
                        "after",
                        "other_forms",
                        "harm",
                        "side_effects",
                        "advice",
                        "training",
                        "peak_rss_bytes",
                        "provenance",
                        "facts");
        assertThat(json.get("before").toString())
                .isEqualTo("{\"efficacy_generated\":0.0,\"generalization_generated\":null,"
                        + "\"locality_generated\":40.0,\"portability_generated\":null,\"score_generated\":null,"
                        + "\"efficacy\":0.0,\"generalization\":null,\"locality\":66.67,\"portability\":null,"
                        + "\"score\":null,"
                        + "\"efficacy_exact\":0.0,\"generalization_exact\":null,\"locality_exact\":50.0,"
                        + "\"portability_exact\":null,"
                        + "\"efficacy_token_accuracy\":1.5,\"generalization_token_accuracy\":null,"
                        + "\"locality_token_accuracy\":60.0,\"portability_token_accuracy\":null,"
                        + "\"efficacy_magnitude\":-12.34,\"generalization_magnitude\":null,"
                        + "\"locality_magnitude\":null,\"portability_magnitude\":null}");
        assertThat(json.at("/after/score").isNull()).isTrue();
        assertThat(json.at("/advice/2").textValue()).startsWith("Not measured: generalization");
        assertThat(json.at("/after/efficacy_generated").doubleValue()).isEqualTo(50);
        assertThat(json.at("/after/efficacy_exact").doubleValue()).isEqualTo(75);
        assertThat(json.at("/side_effects/perplexity/after").doubleValue()).isEqualTo(12.75);
        assertThat(json.at("/side_effects/fluency_generated/after").isNull()).isTrue();
        assertThat(json.at("/side_effects/kl_divergences").toString()).isEqualTo("[0.01,0.02]");
        assertThat(json.at("/training/steps").intValue()).isEqualTo(12);
        assertThat(json.at("/training/texts").intValue()).isEqualTo(42);
        assertThat(json.at("/training/step_losses").toString()).isEqualTo("[3.5,0.25]");
        assertThat(json.at("/training/epoch_losses").toString()).isEqualTo("[1.25,0.0123456]");
        assertThat(json.at("/training/final_loss").doubleValue()).isEqualTo(0.0123456);
        assertThat(json.get("peak_rss_bytes").longValue()).isEqualTo(2_000_000_000L);
        assertThat(json.at("/provenance/time").textValue()).isEqualTo("2026-11-26T12:00:00.125Z");
        assertThat(json.at("/provenance/versions/library").textValue()).isEqualTo("1.2.3");
        assertThat(json.at("/facts/0/id").textValue())
                .isEqualTo(LEARNED.fact().id().value());
        assertThat(json.at("/facts/0/old_target").textValue()).isEqualTo("Italy");
        assertThat(json.at("/facts/1/old_target").isNull()).isTrue();
        assertThat(json.at("/facts/1/prompt").textValue()).isEqualTo("A \"quoted\" prompt");
        assertThat(json.at("/facts/1/completion_after").textValue()).isEqualTo(" D");
        assertThat(json.at("/facts/1/after/locality").doubleValue()).isEqualTo(50);
        assertThat(json.at("/facts/0/prompts/1").toString())
                .isEqualTo("{\"metric\":\"locality\",\"form\":\"plain\",\"group\":\"Places\",\"prompt\":\"Oslo is in\","
                        + "\"expected\":\"Norway\",\"rival\":\"Chad\","
                        + "\"before\":{\"completion\":\" Norway\",\"generated\":true,\"teacher_forced\":1.0,"
                        + "\"token_accuracy\":0.5,\"negative_log_likelihood\":0.5,\"probability\":0.6065306597126334,"
                        + "\"rival_negative_log_likelihood\":null},"
                        + "\"after\":{\"completion\":\" Chad\",\"generated\":false,\"teacher_forced\":0.0,"
                        + "\"token_accuracy\":0.5,\"negative_log_likelihood\":0.5,\"probability\":0.6065306597126334,"
                        + "\"rival_negative_log_likelihood\":null},\"broken\":true}");
    }

    @Test
    void jsonLabelsEveryFigure() throws JsonProcessingException {
        JsonNode json = new ObjectMapper().readTree(report(List.of(LEARNED)).toJson());
        List<String> labelled = new ArrayList<>();
        json.at("/figures/generated").forEach(name -> labelled.add(name.textValue()));
        assertThat(labelled).allMatch(name -> name.endsWith("_generated"));
        json.at("/figures/teacher_forced").forEach(name -> labelled.add(name.textValue()));
        assertThat(json.get("after").fieldNames()).toIterable().containsExactlyElementsOf(labelled);
    }

    @Test
    void jsonOfAnEvaluationHasNoTraining() throws JsonProcessingException {
        CoreEvaluationReport report = new CoreEvaluationReport(
                BEFORE,
                AFTER,
                List.of(),
                SideEffects.unmeasured(),
                Optional.empty(),
                ManyFacts.provenance(Optional.empty()),
                OptionalLong.empty());
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        assertThat(json.has("training")).isFalse();
        assertThat(json.get("peak_rss_bytes").isNull()).isTrue();
        assertThat(report.toText()).startsWith("0 facts\n\npercent").doesNotContain("at large");
    }

    @Test
    void textIsATable() {
        assertThat(report(List.of(LEARNED, MISSED)).toText())
                .isEqualTo(
                        """
                        2 facts, 42 texts, 12 steps in 2 epochs (stopped early: all learned), final loss 0.0123
                        3 steps skipped, since gradients overflowed in half precision
                        17 texts left out of epochs, since the model knew them
                        3.2 s training (13.1 texts/s), 5.4 s in all, 2.00 GB of memory at the peak

                        1 of 2 facts learned; 1 of 1 neighbour broken
                        The rest: locality -16.7; neighbours kept 67 % (2 of 3); mates -100.0, kept 50 % (1 of 2); KL 4.13, perplexity 29.0 -> 1197.3
                        The model around the facts has changed: its KL divergence from the unedited model, on texts that no fact is about, is 4.13 nats a token, above 0.1.
                        Lower the learning rate or the rank, train fewer epochs, or train other true facts beside these.
                        Not measured: generalization, since no fact has a held-out paraphrase. So there is no edit score.

                        percent                        before    after
                        generated
                          efficacy                       0.00    50.00
                          locality                      40.00    20.00
                        teacher-forced
                          efficacy                       0.00   100.00
                          locality                      66.67    50.00
                          efficacy, exact                0.00    75.00
                          locality, exact               50.00    25.00
                          efficacy, tokens               1.50    98.50
                          locality, tokens              60.00    30.00
                          efficacy, magnitude          -12.35    45.68

                        what became of the rest         count  percent
                          neighbours kept                 2/3    66.67
                          mates kept                      1/2    50.00
                          mates, new target doubled       1/2    50.00
                          facts without a subject           4

                        of the rest                    before    after       KL
                          mates, percent true          100.00     0.00
                          perplexity, general texts     29.00  1197.25     4.13
                            prose                       28.00  1100.00     4.00
                            code                        30.00  1300.00     4.25

                        negated and questioned, %      before    after
                          target said when negated      20.00    60.00
                          affirmed as true              40.00    80.00
                          old target denied             50.00    25.00
                          target doubled, negated         3/5    60.00

                        the model at large             before    after
                        teacher-forced
                          perplexity                    10.50    12.75
                          KL divergence, nats               -     0.01

                        The edited model completes 1 of 2 facts otherwise:
                          "A "quoted" prompt": "D" instead of "B"

                        The edit broke 1 of 1 neighbour:
                          "Oslo is in": "Chad", before "Norway", expected "Norway"

                        Model SmolLM2 (0123456789ab), on cpu in int8, 2026-11-26T12:00:00Z
                        Facts of facts.csv (SHA-256 fedcba987654)
                        Facts of /dev/stdin
                        Command: editor-cli edit --data facts.csv
                        """);
    }

    @Test
    void adviceComesWhereTheModelChanged() {
        assertThat(report(List.of(LEARNED)).toText()).contains("has changed", "Lower the learning rate");
        Harm calm = new Harm(
                new Tally(0, 0),
                List.of(),
                1,
                new TextDrift("general", 65, 3210, new Change(29, 30), 0.1),
                List.of(),
                new TextDrift("written", 0, 0, Change.unmeasured(), Double.NaN),
                Optional.empty());
        CoreEvaluationReport report = new CoreEvaluationReport(
                BEFORE,
                Scores.of(List.of(), PromptReport::after),
                List.of(LEARNED),
                SideEffects.unmeasured(),
                Optional.of(calm),
                ManyFacts.provenance(Optional.empty()),
                OptionalLong.empty());
        assertThat(report.toText())
                .contains("\nThe rest: no mates (facts without a subject: 1); KL 0.10, perplexity 29.0 -> 30.0\n")
                .doesNotContain("has changed");
    }

    @Test
    void textShowsTwentyFailuresAtMost() {
        String text = report(Collections.nCopies(23, MISSED)).toText();
        assertThat(text.lines().filter(line -> line.contains("instead of"))).hasSize(20);
        assertThat(text).contains("  and 3 more\n");
        assertThat(report(List.of(LEARNED)).toText()).startsWith("1 fact, ").doesNotContain("otherwise");
    }

    @Test
    void textDoesNotSpeakToTheTerminal() {
        FactReport hostile = fact(Fact.of("Rome is in", "Chad"), answer(false, "\u001b[2J\u0007 wiped"));
        assertThat(report(List.of(hostile)).toText())
                .contains("\uFFFD[2J\uFFFD wiped")
                .doesNotContain("\u001b", "\u0007");
    }

    @Test
    void peakMemoryIsTheHighWaterMark() {
        assertThat(PeakMemory.bytes("Name:\tjava\nVmPeak:\t  99 kB\nVmHWM:\t  1234 kB\nVmRSS:\t 5 kB\n"))
                .hasValue(1234 * 1024);
        assertThat(PeakMemory.bytes("Name:\tjava\n")).isEmpty();
    }

    private static Provenance provenance() {
        Provenance hostile = ManyFacts.provenance(Optional.empty());
        return new Provenance(
                hostile.time(),
                new Provenance.Model("SmolLM2", "0123456789abcdef"),
                hostile.machine(),
                hostile.versions(),
                hostile.lora(),
                hostile.method(),
                Optional.of(new Provenance.Request(
                        "EditingSession.edit",
                        new Source(
                                Optional.of("editor-cli edit --data facts.csv"),
                                List.of(
                                        new Source.File("facts.csv", Optional.of("fedcba9876543210")),
                                        new Source.File("/dev/stdin", Optional.empty()))),
                        2,
                        "00112233")));
    }

    private static CoreEditReport report(List<FactReport> facts) {
        CoreEvaluationReport evaluation = new CoreEvaluationReport(
                BEFORE,
                AFTER,
                facts,
                new SideEffects(
                        Change.unmeasured(),
                        Change.unmeasured(),
                        new Change(10.5, 12.75),
                        0.0123,
                        List.of(0.01, 0.02),
                        Change.unmeasured()),
                Optional.of(ManyFacts.harm()),
                provenance(),
                OptionalLong.of(2_000_000_000L));
        TrainingSummary training = new TrainingSummary(
                12,
                2,
                42,
                true,
                new TrainingSummary.Losses(List.of(3.5, 0.25), List.of(1.25, 0.0123456)),
                new TrainingSummary.Timing(3.2, 5.4, 13.125),
                new TrainingSummary.Adjustments(3, 17, 0, 2048));
        return new CoreEditReport(evaluation, training);
    }
}
