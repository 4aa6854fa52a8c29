package io.github.modeleditor.core.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.Harm;
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
                    .put("variant", row.variant())
                    .put("seed", row.seed())
                    .put("steps", row.steps())
                    .put("train_seconds", row.trainSeconds());
            put(object.putObject("before"), row.before());
            put(object.putObject("after"), row.after());
            object.set("harm", row.harm().map(AblationJson::of).orElse(null));
        }
        return array.toPrettyString();
    }

    private static void put(ObjectNode object, Scores scores) {
        put(object, "efficacy", scores.efficacy());
        put(object, "generalization", scores.generalization());
        put(object, "locality", scores.locality());
        put(object, "score", scores.score());
    }

    /** What a report says in full, in short. */
    private static ObjectNode of(Harm harm) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        put(object, "neighbours_kept", harm.neighbours().percent());
        put(object, "mates_kept", harm.keptMates().percent());
        put(object, "mates_true", harm.trueMates());
        put(object, "kl_divergence", harm.general().klDivergence());
        put(object, "perplexity", harm.general().perplexity());
        return object;
    }

    private static void put(ObjectNode object, String name, Change change) {
        ObjectNode both = object.putObject(name);
        put(both, "before", change.before());
        put(both, "after", change.after());
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
