package io.github.modeleditor.core.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.Probes;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ReportException;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads reports back. Percentages are counted anew from the prompts, which have all their digits; so a report that is read and
 * written again is the same text.
 */
public final class ReportReader {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ReportReader() {}

    /**
     * Reads a report.
     *
     * @param json what {@link EvaluationReport#toJson()} gave
     * @return the report; a {@link CoreEditReport} where it is of an edit
     * @throws ReportException if it is no report, lacks something, or is of a newer format
     */
    public static EvaluationReport read(String json) {
        ReportFields fields = new ReportFields("", parse(json));
        requireKnown(fields);
        try {
            CoreEvaluationReport evaluation = evaluation(fields);
            return fields.text(JsonReport.KIND).equals(JsonReport.EDIT)
                    ? new CoreEditReport(
                            evaluation,
                            training(fields.object("training")),
                            fields.json().has("verdicts")
                                    ? VerdictJson.read(
                                            fields.objects("verdicts"),
                                            evaluation.facts().stream()
                                                    .map(FactReport::fact)
                                                    .toList())
                                    : List.of())
                    : evaluation;
        } catch (InvalidFactException | InvalidConfigurationException impossible) {
            throw new ReportException(
                    "The report holds what cannot be: " + impossible.getMessage()
                            + " Read the report as it was written.",
                    impossible);
        }
    }

    private static JsonNode parse(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException malformed) {
            throw new ReportException(
                    "The report is malformed JSON: " + malformed.getOriginalMessage() + ", line "
                            + malformed.getLocation().getLineNr() + ". Read the report as it was written.",
                    malformed);
        }
        throw new ReportException("The report is no JSON object. Read the report as it was written.");
    }

    private static void requireKnown(ReportFields fields) {
        if (!fields.json().path(JsonReport.FORMAT).asText().equals(JsonReport.FORMAT_NAME)) {
            throw new ReportException("This is no report of this library: it lacks \"" + JsonReport.FORMAT + "\": \""
                    + JsonReport.FORMAT_NAME + "\". Give what toJson() of a report gave.");
        }
        int version = fields.integer(JsonReport.FORMAT_VERSION);
        if (version > JsonReport.VERSION) {
            throw new ReportException("The report is of format version " + version + ", and this library reads "
                    + JsonReport.FORMAT_NAME + " up to version " + JsonReport.VERSION
                    + ". Read it with the version of the library that wrote it, or a newer one.");
        }
    }

    private static CoreEvaluationReport evaluation(ReportFields fields) {
        List<FactReport> facts =
                fields.objects("facts").stream().map(ReportReader::fact).toList();
        List<PromptReport> own =
                facts.stream().flatMap(fact -> fact.ownPrompts().stream()).toList();
        return new CoreEvaluationReport(
                Scores.of(own, PromptReport::before),
                Scores.of(own, PromptReport::after),
                facts,
                sideEffects(fields.object("side_effects")),
                fields.optionalObject("harm").map(HarmJson::read),
                ProvenanceJson.read(fields.object("provenance")),
                fields.optionalLong("peak_rss_bytes"));
    }

    private static TrainingSummary training(ReportFields fields) {
        return new TrainingSummary(
                fields.integer("steps"),
                fields.integer("epochs"),
                fields.integer("texts"),
                fields.flag("stopped_early"),
                new TrainingSummary.Losses(fields.numbers("step_losses"), fields.numbers("epoch_losses")),
                new TrainingSummary.Timing(
                        fields.number("train_seconds"),
                        fields.number("total_seconds"),
                        fields.number("texts_per_second")),
                new TrainingSummary.Adjustments(
                        fields.integer("skipped_steps"),
                        fields.longInteger("skipped_texts"),
                        fields.integer("halved_passes"),
                        fields.integer("tokens_per_pass")));
    }

    private static SideEffects sideEffects(ReportFields fields) {
        return new SideEffects(
                HarmJson.change(fields.object("fluency_generated")),
                HarmJson.change(fields.object("consistency_generated")),
                HarmJson.change(fields.object("perplexity")),
                fields.number("kl_divergence"),
                fields.numbers("kl_divergences"),
                HarmJson.change(fields.object("general_ability")));
    }

    private static FactReport fact(ReportFields fields) {
        List<PromptReport> prompts =
                fields.objects("prompts").stream().map(ReportReader::prompt).toList();
        PromptForm form = fields.constant("form", PromptForm.class);
        if (prompts.isEmpty() || prompts.get(0).metric() != Metric.EFFICACY) {
            throw fields.failure("prompts", "does not begin with the fact's own prompt");
        }
        List<PromptReport> own =
                prompts.stream().filter(prompt -> prompt.form() == form).toList();
        Fact fact = new Fact(
                fields.text("prompt"),
                fields.text("target"),
                form,
                fields.optionalText("subject"),
                fields.optionalText("old_target"),
                fields.texts("paraphrases"),
                new Probes(
                        of(own, Metric.GENERALIZATION).map(PromptReport::prompt).toList(),
                        of(own, Metric.LOCALITY).map(ReportReader::probe).toList(),
                        of(own, Metric.PORTABILITY).map(ReportReader::probe).toList()));
        return new FactReport(fact, Scores.of(own, PromptReport::before), Scores.of(own, PromptReport::after), prompts);
    }

    private static Stream<PromptReport> of(List<PromptReport> prompts, Metric metric) {
        return prompts.stream().filter(prompt -> prompt.metric() == metric);
    }

    private static Probe probe(PromptReport report) {
        return new Probe(report.prompt(), report.expected(), report.group());
    }

    private static PromptReport prompt(ReportFields fields) {
        return new PromptReport(
                fields.constant("metric", Metric.class),
                fields.constant("form", PromptForm.class),
                fields.optionalText("group"),
                fields.text("prompt"),
                fields.text("expected"),
                fields.optionalText("rival"),
                answer(fields.object("before")),
                answer(fields.object("after")));
    }

    private static PromptAnswer answer(ReportFields fields) {
        return new PromptAnswer(
                fields.number("negative_log_likelihood"),
                fields.number("rival_negative_log_likelihood"),
                fields.number("teacher_forced"),
                fields.number("token_accuracy"),
                fields.flag("generated"),
                fields.text("completion"));
    }
}
