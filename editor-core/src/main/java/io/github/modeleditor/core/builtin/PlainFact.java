package io.github.modeleditor.core.builtin;

import io.github.modeleditor.api.TrainingText;
import java.util.List;

/**
 * A built-in statement that is plainly true.
 *
 * @param subject whom or what it is about
 * @param text its prompt and target
 */
public record PlainFact(String subject, TrainingText text) {
    /**
     * All there are.
     *
     * @return those of one relation one after the other
     */
    public static List<PlainFact> all() {
        return BuiltInLines.read(
                "plain-facts.jsonl",
                line -> new PlainFact(
                        line.required("subject").textValue(),
                        new TrainingText(
                                line.required("prompt").textValue(),
                                line.required("target").textValue())));
    }
}
