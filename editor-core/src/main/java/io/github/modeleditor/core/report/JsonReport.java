package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.TrainingSummary;
import java.util.List;

/** A report as one JSON object. Percentages have two decimals; what was not measured is null. */
final class JsonReport {
    private JsonReport() {}

    static String of(CoreEditReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("figures", "percent, teacher-forced; efficacy_generated: completed greedily from the prompt alone");
        json.set("before", scores(report.before(), Generated.percent(report.facts(), FactReport::completionBefore)));
        json.set("after", scores(report.after(), Generated.percent(report.facts(), FactReport::completionAfter)));
        TrainingSummary training = report.training();
        json.put("steps", training.steps());
        json.put("epochs", training.epochs());
        json.put("texts", training.texts());
        put(json, "finalLoss", training.finalLoss(), 6);
        put(json, "trainSeconds", training.trainSeconds(), 3);
        put(json, "totalSeconds", training.totalSeconds(), 3);
        put(json, "sequencesPerSecond", training.sequencesPerSecond(), 2);
        json.put("stoppedEarly", training.stoppedEarly());
        report.peakRssBytes()
                .ifPresentOrElse(bytes -> json.put("peakRssBytes", bytes), () -> json.putNull("peakRssBytes"));
        json.put("seed", report.seed());
        report.provenance().forEach(json.putObject("provenance")::put);
        ArrayNode facts = json.putArray("facts");
        report.facts().forEach(fact -> facts.add(fact(fact)));
        return json.toPrettyString();
    }

    private static ObjectNode fact(FactReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("prompt", report.fact().prompt());
        json.put("target", report.fact().target());
        json.put("oldTarget", report.fact().oldTarget());
        json.put("completionBefore", report.completionBefore());
        json.put("completionAfter", report.completionAfter());
        json.set("before", scores(report.before(), Generated.percent(List.of(report), FactReport::completionBefore)));
        json.set("after", scores(report.after(), Generated.percent(List.of(report), FactReport::completionAfter)));
        return json;
    }

    private static ObjectNode scores(Scores scores, double generated) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "efficacy", scores.efficacy(), 2);
        put(json, "generalization", scores.generalization(), 2);
        put(json, "locality", scores.locality(), 2);
        put(json, "score", scores.score(), 2);
        put(json, "efficacy_exact", scores.efficacyExact(), 2);
        put(json, "generalization_exact", scores.generalizationExact(), 2);
        put(json, "locality_exact", scores.localityExact(), 2);
        put(json, "efficacy_generated", generated, 2);
        return json;
    }

    private static void put(ObjectNode json, String name, double value, int decimals) {
        if (Double.isFinite(value)) {
            double unit = Math.pow(10, decimals);
            json.put(name, Math.round(value * unit) / unit);
        } else {
            json.putNull(name);
        }
    }
}
