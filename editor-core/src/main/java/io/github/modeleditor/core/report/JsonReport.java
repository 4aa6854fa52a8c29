package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.List;

/**
 * A report as one JSON object, which {@link ReportReader} reads back. Percentages are for the eye and have two decimals; what
 * they are counted from has all its digits. What was not measured is null.
 */
final class JsonReport {
    static final String FORMAT = "format";
    static final String FORMAT_NAME = "modeleditor-report";
    static final String FORMAT_VERSION = "format_version";
    static final int VERSION = 1;
    static final String KIND = "kind";
    static final String EDIT = "edit";
    private static final String EVALUATION = "evaluation";
    private static final int PERCENT_DECIMALS = 2;

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private JsonReport(String kind) {
        json.put(FORMAT, FORMAT_NAME).put(FORMAT_VERSION, VERSION).put(KIND, kind);
    }

    static JsonNode of(CoreEditReport report) {
        JsonReport written = new JsonReport(EDIT);
        written.addFigures(report.evaluation());
        written.addAdvice(report.advice());
        written.json.set("training", training(report.training()));
        if (!report.verdicts().isEmpty()) {
            VerdictJson.write(report.verdicts(), written.json.putArray("verdicts"));
        }
        written.addOrigin(report.evaluation());
        return written.json;
    }

    static JsonNode of(CoreEvaluationReport report) {
        JsonReport written = new JsonReport(EVALUATION);
        written.addFigures(report);
        written.addAdvice(report.advice());
        written.addOrigin(report);
        return written.json;
    }

    private void addFigures(CoreEvaluationReport report) {
        ObjectNode labels = json.putObject("figures");
        for (Figure.Sort sort : Figure.Sort.values()) {
            ArrayNode names = labels.putArray(Ascii.toLowerCase(sort.name()));
            Figure.all(sort).forEach(figure -> names.add(figure.name()));
        }
        json.set("before", scores(report.before()));
        json.set("after", scores(report.after()));
        ObjectNode forms = json.putObject("other_forms");
        for (PromptForm form : report.otherForms()) {
            ObjectNode figures = forms.putObject(name(form));
            figures.set("before", scores(report.before(form)));
            figures.set("after", scores(report.after(form)));
        }
        json.set(
                "harm",
                report.harm()
                        .map(harm -> HarmJson.write(harm, report.localityChange()))
                        .orElse(null));
        json.set("side_effects", sideEffects(report.sideEffects()));
    }

    /** For who reads the JSON; when it is read, it is found anew. */
    private void addAdvice(List<String> advice) {
        advice.forEach(json.putArray("advice")::add);
    }

    private static ObjectNode training(TrainingSummary training) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("steps", training.steps());
        json.put("epochs", training.epochs());
        json.put("texts", training.texts());
        json.put("stopped_early", training.stoppedEarly());
        addAll(json.putArray("step_losses"), training.losses().steps());
        addAll(json.putArray("epoch_losses"), training.losses().epochs());
        put(json, "final_loss", training.finalLoss());
        put(json, "train_seconds", training.timing().trainSeconds());
        put(json, "total_seconds", training.timing().totalSeconds());
        put(json, "texts_per_second", training.timing().textsPerSecond());
        json.put("skipped_steps", training.adjustments().skippedSteps());
        json.put("skipped_texts", training.adjustments().skippedTexts());
        json.put("halved_passes", training.adjustments().halvedPasses());
        return json.put("tokens_per_pass", training.adjustments().tokensPerPass());
    }

    private void addOrigin(CoreEvaluationReport report) {
        report.peakRssBytes()
                .ifPresentOrElse(bytes -> json.put("peak_rss_bytes", bytes), () -> json.putNull("peak_rss_bytes"));
        json.set("provenance", ProvenanceJson.write(report.provenance()));
        ArrayNode facts = json.putArray("facts");
        report.facts().forEach(fact -> facts.add(fact(fact)));
    }

    private static ObjectNode fact(FactReport report) {
        Fact fact = report.fact();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", fact.id().value());
        json.put("prompt", fact.prompt());
        json.put("target", fact.target());
        json.put("form", name(fact.form()));
        json.put("subject", fact.subject().orElse(null));
        json.put("old_target", fact.oldTarget().orElse(null));
        fact.paraphrases().forEach(json.putArray("paraphrases")::add);
        json.put("completion_before", report.completionBefore());
        json.put("completion_after", report.completionAfter());
        json.set("before", scores(report.before()));
        json.set("after", scores(report.after()));
        ArrayNode prompts = json.putArray("prompts");
        report.prompts().forEach(prompt -> prompts.add(prompt(prompt)));
        return json;
    }

    private static ObjectNode prompt(PromptReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("metric", name(report.metric()));
        json.put("form", name(report.form()));
        report.group().ifPresent(group -> json.put("group", group));
        json.put("prompt", report.prompt());
        json.put("expected", report.expected());
        json.put("rival", report.rival().orElse(null));
        json.set("before", answer(report.before()));
        json.set("after", answer(report.after()));
        return json.put("broken", report.broken());
    }

    private static String name(Enum<?> constant) {
        return Ascii.toLowerCase(constant.name());
    }

    private static ObjectNode answer(PromptAnswer answer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("completion", answer.completion());
        json.put("generated", answer.generated());
        put(json, "teacher_forced", answer.teacherForced());
        put(json, "token_accuracy", answer.tokenAccuracy());
        put(json, "negative_log_likelihood", answer.negativeLogLikelihood());
        put(json, "probability", answer.probability());
        put(json, "rival_negative_log_likelihood", answer.rivalNegativeLogLikelihood());
        return json;
    }

    private static ObjectNode scores(Scores scores) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        double unit = Math.pow(10, PERCENT_DECIMALS);
        // Rounding NaN gives 0, so what was not measured goes by it.
        Figure.all().forEach(figure -> {
            double value = figure.of(scores);
            put(json, figure.name(), Double.isFinite(value) ? Math.round(value * unit) / unit : value);
        });
        return json;
    }

    private static ObjectNode sideEffects(SideEffects effects) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("fluency_generated", HarmJson.change(effects.fluency()));
        json.set("consistency_generated", HarmJson.change(effects.consistency()));
        json.set("perplexity", HarmJson.change(effects.perplexity()));
        put(json, "kl_divergence", effects.klDivergence());
        addAll(json.putArray("kl_divergences"), effects.klDivergences());
        json.set("general_ability", HarmJson.change(effects.generalAbility()));
        return json;
    }

    private static void addAll(ArrayNode array, List<Double> values) {
        values.forEach(value -> array.add(Double.isFinite(value) ? value : null));
    }

    private static void put(ObjectNode json, String name, double value) {
        json.put(name, Double.isFinite(value) ? value : null);
    }
}
