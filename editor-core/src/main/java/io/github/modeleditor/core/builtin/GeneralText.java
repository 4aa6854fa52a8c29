package io.github.modeleditor.core.builtin;

import java.util.List;

/**
 * A built-in text that no edit is about.
 *
 * @param domain what it is, such as {@code prose}
 * @param text the text
 */
public record GeneralText(String domain, String text) {
    /**
     * All there are.
     *
     * @return those of one domain one after the other
     */
    public static List<GeneralText> all() {
        return BuiltInLines.read(
                "general-texts.jsonl",
                line -> new GeneralText(
                        line.required("domain").textValue(),
                        line.required("text").textValue()));
    }
}
