package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.List;
import java.util.Locale;

/** A report as one JSON object. Percentages have two decimals; what was not measured is null. */
final class JsonReport {
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private JsonReport() {}

    static JsonNode of(CoreEditReport report) {
        JsonReport written = new JsonReport();
        written.addFigures(report.evaluation());
        written.addTraining(report.training());
        written.json.put("seed", report.seed());
        written.addOrigin(report.evaluation());
        return written.json;
    }

    static JsonNode of(CoreEvaluationReport report) {
        JsonReport written = new JsonReport();
        written.addFigures(report);
        written.addOrigin(report);
        return written.json;
    }

    private void addFigures(CoreEvaluationReport report) {
        ObjectNode labels = json.putObject("figures");
        for (Figure.Sort sort : Figure.Sort.values()) {
            ArrayNode names = labels.putArray(sort.label());
            Figure.all(sort).forEach(figure -> names.add(figure.name()));
        }
        json.set("before", scores(report.before()));
        json.set("after", scores(report.after()));
        ObjectNode forms = json.putObject("otherForms");
        for (PromptForm form : report.otherForms()) {
            ObjectNode figures = forms.putObject(name(form));
            figures.set("before", scores(report.before(form)));
            figures.set("after", scores(report.after(form)));
        }
        json.set("sideEffects", sideEffects(report.sideEffects()));
    }

    private void addTraining(TrainingSummary training) {
        json.put("steps", training.steps());
        json.put("epochs", training.epochs());
        json.put("texts", training.texts());
        addLosses("stepLosses", training.stepLosses());
        addLosses("epochLosses", training.epochLosses());
        put(json, "finalLoss", training.finalLoss(), 6);
        put(json, "trainSeconds", training.trainSeconds(), 3);
        put(json, "totalSeconds", training.totalSeconds(), 3);
        put(json, "sequencesPerSecond", training.sequencesPerSecond(), 2);
        json.put("stoppedEarly", training.stoppedEarly());
        json.put("skippedSteps", training.skippedSteps());
        json.put("skippedTexts", training.skippedTexts());
        json.put("halvedPasses", training.halvedPasses());
        json.put("tokensPerPass", training.tokensPerPass());
    }

    private void addLosses(String name, List<Double> losses) {
        ArrayNode values = json.putArray(name);
        losses.forEach(loss -> values.add(rounded(loss, 6)));
    }

    private void addOrigin(CoreEvaluationReport report) {
        report.peakRssBytes()
                .ifPresentOrElse(bytes -> json.put("peakRssBytes", bytes), () -> json.putNull("peakRssBytes"));
        report.versions().forEach(json.putObject("versions")::put);
        report.provenance().forEach(json.putObject("provenance")::put);
        ArrayNode facts = json.putArray("facts");
        report.facts().forEach(fact -> facts.add(fact(fact)));
    }

    private static ObjectNode fact(FactReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("prompt", report.fact().prompt());
        json.put("target", report.fact().target());
        json.put("oldTarget", report.fact().oldTarget());
        json.put("form", name(report.fact().form()));
        json.put("completionBefore", report.completionBefore());
        json.put("completionAfter", report.completionAfter());
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
        if (!report.group().isEmpty()) {
            json.put("group", report.group());
        }
        json.put("prompt", report.prompt());
        json.put("expected", report.expected());
        json.put("rival", report.rival());
        json.set("before", answer(report.before()));
        json.set("after", answer(report.after()));
        json.put("broken", report.broken());
        return json;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode answer(PromptAnswer answer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("completion", answer.completion());
        json.put("generated", answer.generated());
        put(json, "teacherForced", answer.teacherForced(), 4);
        put(json, "tokenAccuracy", answer.tokenAccuracy(), 4);
        put(json, "negativeLogLikelihood", answer.negativeLogLikelihood(), 6);
        put(json, "probability", answer.probability(), 6);
        put(json, "rivalNegativeLogLikelihood", answer.rivalNegativeLogLikelihood(), 6);
        return json;
    }

    private static ObjectNode scores(Scores scores) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Figure.all().forEach(figure -> put(json, figure.name(), figure.of(scores), 2));
        return json;
    }

    private static ObjectNode sideEffects(SideEffects effects) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("fluency_generated", change(effects.fluency()));
        json.set("consistency_generated", change(effects.consistency()));
        json.set("perplexity", change(effects.perplexity()));
        put(json, "kl_divergence", effects.klDivergence(), 6);
        ArrayNode texts = json.putArray("kl_divergences");
        effects.klDivergences().forEach(value -> texts.add(rounded(value, 6)));
        json.set("general_ability", change(effects.generalAbility()));
        return json;
    }

    private static ObjectNode change(Change change) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "before", change.before(), 4);
        put(json, "after", change.after(), 4);
        return json;
    }

    private static void put(ObjectNode json, String name, double value, int decimals) {
        if (Double.isFinite(value)) {
            json.put(name, rounded(value, decimals));
        } else {
            json.putNull(name);
        }
    }

    private static double rounded(double value, int decimals) {
        double unit = Math.pow(10, decimals);
        return Math.round(value * unit) / unit;
    }
}
