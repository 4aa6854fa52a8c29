package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.Verdict;
import java.util.List;

/** Verdicts as JSON. */
final class VerdictJson {
    private VerdictJson() {}

    static void write(List<Verdict> verdicts, ArrayNode array) {
        for (Verdict verdict : verdicts) {
            ObjectNode json = array.addObject();
            json.put("prompt", verdict.fact().prompt());
            json.put("target", verdict.fact().target());
            json.put("accepted", verdict.accepted());
            json.put("attempts", verdict.attempts());
            verdict.reasons().forEach(json.putArray("reasons")::add);
        }
    }

    /** A fact that was accepted is the one the report has; of one that was rejected prompt and target are known. */
    static List<Verdict> read(List<ReportFields> verdicts, List<Fact> facts) {
        return verdicts.stream().map(fields -> verdict(fields, facts)).toList();
    }

    private static Verdict verdict(ReportFields fields, List<Fact> facts) {
        String prompt = fields.text("prompt");
        String target = fields.text("target");
        Fact fact = facts.stream()
                .filter(known -> known.prompt().equals(prompt) && known.target().equals(target))
                .findFirst()
                .orElseGet(() -> Fact.of(prompt, target));
        return new Verdict(fact, fields.integer("attempts"), fields.texts("reasons"));
    }
}
