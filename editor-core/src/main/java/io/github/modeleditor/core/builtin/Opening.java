package io.github.modeleditor.core.builtin;

import java.util.List;

/**
 * A few words that a text of a kind may begin with.
 *
 * @param kind a language, or {@code code}
 * @param text the words
 */
public record Opening(String kind, String text) {
    /**
     * All there are.
     *
     * @return those of one kind one after the other
     */
    public static List<Opening> all() {
        return BuiltInLines.read(
                "openings.jsonl",
                line -> new Opening(
                        line.required("kind").textValue(), line.required("text").textValue()));
    }
}
