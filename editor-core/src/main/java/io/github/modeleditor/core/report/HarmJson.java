package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.MateReport;
import io.github.modeleditor.api.report.NegationReport;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.TextDrift;

/** What became of the rest of a model, as JSON and back. What is counted from the mates is counted anew when it is read. */
final class HarmJson {
    private HarmJson() {}

    static ObjectNode write(Harm harm, double localityChange) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "locality_change", localityChange);
        json.set("neighbours_kept", tally(harm.neighbours()));
        json.set("mates_kept", tally(harm.keptMates()));
        json.set("mates_doubled", tally(harm.doubledMates()));
        json.set("mates_true", change(harm.trueMates()));
        json.put("facts_without_subject", harm.factsWithoutSubject());
        json.put("noticeable", harm.noticeable());
        json.set("general", drift(harm.general()));
        ArrayNode domains = json.putArray("domains");
        harm.domains().forEach(domain -> domains.add(drift(domain)));
        json.set("written", drift(harm.written()));
        json.set("negation", harm.negation().map(HarmJson::negation).orElse(null));
        ArrayNode mates = json.putArray("mates");
        harm.mates().forEach(mate -> mates.add(mate(mate)));
        return json;
    }

    static Harm read(ReportFields fields) {
        return new Harm(
                tally(fields.object("neighbours_kept")),
                fields.objects("mates").stream().map(HarmJson::mate).toList(),
                fields.integer("facts_without_subject"),
                drift(fields.object("general")),
                fields.objects("domains").stream().map(HarmJson::drift).toList(),
                drift(fields.object("written")),
                fields.optionalObject("negation").map(HarmJson::negation));
    }

    private static ObjectNode mate(MateReport mate) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fact", mate.fact());
        json.put("subject", mate.subject());
        json.put("form", Ascii.toLowerCase(mate.form().name()));
        json.put("prompt", mate.prompt());
        json.put("target", mate.target());
        json.put("answer_before", mate.said().before());
        json.put("answer_after", mate.said().after());
        json.put("kept", mate.kept());
        json.put("target_doubled", mate.targetDoubled());
        json.set("target_negative_log_likelihood", change(mate.targetLoss()));
        json.put("truth", mate.truth().map(MateReport.Truth::expected).orElse(null));
        json.set(
                "truth_negative_log_likelihood",
                mate.truth().map(truth -> change(truth.loss())).orElse(null));
        return json;
    }

    private static MateReport mate(ReportFields fields) {
        return new MateReport(
                fields.text("fact"),
                fields.text("subject"),
                fields.constant("form", PromptForm.class),
                fields.text("prompt"),
                fields.text("target"),
                new MateReport.Said(fields.text("answer_before"), fields.text("answer_after")),
                change(fields.object("target_negative_log_likelihood")),
                fields.optionalText("truth")
                        .map(truth ->
                                new MateReport.Truth(truth, change(fields.object("truth_negative_log_likelihood")))));
    }

    private static ObjectNode drift(TextDrift drift) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("domain", drift.domain());
        json.put("texts", drift.texts());
        json.put("tokens", drift.tokens());
        json.set("perplexity", change(drift.perplexity()));
        put(json, "kl_divergence", drift.klDivergence());
        return json;
    }

    private static TextDrift drift(ReportFields fields) {
        return new TextDrift(
                fields.text("domain"),
                fields.integer("texts"),
                fields.integer("tokens"),
                change(fields.object("perplexity")),
                fields.number("kl_divergence"));
    }

    private static ObjectNode negation(NegationReport negation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("asked", negation.asked());
        json.set("target_said_generated", change(negation.targetSaid()));
        json.set("target_doubled", tally(negation.targetDoubled()));
        json.set("affirmed", change(negation.affirmed()));
        json.set("denied", change(negation.denied()));
        return json;
    }

    private static NegationReport negation(ReportFields fields) {
        return new NegationReport(
                fields.integer("asked"),
                change(fields.object("target_said_generated")),
                tally(fields.object("target_doubled")),
                change(fields.object("affirmed")),
                change(fields.object("denied")));
    }

    private static ObjectNode tally(Tally tally) {
        return JsonNodeFactory.instance.objectNode().put("count", tally.count()).put("of", tally.of());
    }

    private static Tally tally(ReportFields fields) {
        return new Tally(fields.integer("count"), fields.integer("of"));
    }

    /** A figure of both models; what was not measured is null. */
    static ObjectNode change(Change change) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "before", change.before());
        put(json, "after", change.after());
        return json;
    }

    static Change change(ReportFields fields) {
        return new Change(fields.number("before"), fields.number("after"));
    }

    private static void put(ObjectNode json, String name, double value) {
        json.put(name, Double.isFinite(value) ? value : null);
    }
}
