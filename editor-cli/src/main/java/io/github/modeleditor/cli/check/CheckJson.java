package io.github.modeleditor.cli.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.cli.check.CheckedFact.Asked;
import io.github.modeleditor.core.FactTokens.Token;
import io.github.modeleditor.core.store.FactConflict;

/** A check as JSON: what {@link CheckText} tells, of all facts. */
public final class CheckJson {
    private CheckJson() {}

    /**
     * Tells a check.
     *
     * @param check what was found
     * @return an object, on several lines
     */
    public static String of(DataCheck check) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", "modeleditor-check").put("version", 1).put("sound", check.isSound());
        ArrayNode facts = json.putArray("facts");
        check.facts().forEach(checked -> fact(facts.addObject(), checked));
        ArrayNode repeated = json.putArray("repeated");
        ArrayNode contradictions = json.putArray("contradictions");
        for (FactConflict conflict : check.conflicts()) {
            (conflict.isContradiction() ? contradictions : repeated)
                    .addObject()
                    .put("fact", conflict.second() + 1)
                    .put("earlier", conflict.first() + 1);
        }
        check.summary().ifPresent(summary -> {
            ArrayNode obstacles = json.putArray("obstacles");
            summary.obstacles().forEach(obstacles::add);
            ArrayNode memory = json.putArray("memory");
            summary.memory()
                    .forEach(part -> memory.addObject().put("what", part.what()).put("bytes", part.bytes()));
        });
        check.estimate().ifPresent(estimate -> {
            ObjectNode time = json.putObject("time");
            time.put("seconds", estimate.seconds()).put("epochs", estimate.epochs());
            ArrayNode parts = time.putArray("parts");
            estimate.parts()
                    .forEach(part -> parts.addObject().put("what", part.what()).put("seconds", part.seconds()));
            ArrayNode tried = time.putArray("measured_with_facts");
            estimate.tried().forEach(tried::add);
        });
        return json.toPrettyString();
    }

    private static void fact(ObjectNode json, CheckedFact checked) {
        json.put("prompt", checked.fact().prompt()).put("target", checked.fact().target());
        checked.asked().ifPresent(asked -> asked(json, asked));
    }

    private static void asked(ObjectNode json, Asked asked) {
        if (!asked.problem().isEmpty()) {
            json.put("problem", asked.problem());
            return;
        }
        json.put("answer", asked.answer()).put("said", asked.isSaid());
        ArrayNode tokens = json.putArray("tokens");
        for (Token token : asked.tokens().orElseThrow().tokens()) {
            tokens.addObject()
                    .put("id", token.id())
                    .put("text", token.text())
                    .put("target", token.isTarget())
                    .put("trained", token.isTrained());
        }
    }
}
