package io.github.modeleditor.core.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Scores;
import java.util.List;
import java.util.Locale;

/** The runs of an ablation as JSON: an array of one object a run; figures that were not measured are null. */
final class AblationJson {
    private AblationJson() {}

    static String of(List<AblationRow> rows) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (AblationRow row : rows) {
            ObjectNode object = array.addObject()
                    .put("edit", row.mode().name().toLowerCase(Locale.ROOT))
                    .put("loss", row.loss().label())
                    .put("texts", row.texts().label())
                    .put("steps", row.steps())
                    .put("train_seconds", row.trainSeconds());
            put(object.putObject("before"), row.before());
            put(object.putObject("after"), row.after());
        }
        return array.toPrettyString();
    }

    private static void put(ObjectNode object, Scores scores) {
        put(object, "efficacy", scores.efficacy());
        put(object, "generalization", scores.generalization());
        put(object, "locality", scores.locality());
        put(object, "score", scores.score());
    }

    private static void put(ObjectNode object, String name, Answers answers) {
        put(object, name, answers.teacherForced());
        put(object, name + "_exact", answers.exact());
        put(object, name + "_generated", answers.generated());
    }

    private static void put(ObjectNode object, String name, double value) {
        object.put(name, Double.isNaN(value) ? null : value);
    }
}
