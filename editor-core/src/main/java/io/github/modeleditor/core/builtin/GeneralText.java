package io.github.modeleditor.core.harm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A built-in text that no edit is about.
 *
 * @param domain what it is, such as {@code prose}
 * @param text the text
 */
record GeneralText(String domain, String text) {
    private static final String RESOURCE = "/io/github/modeleditor/core/preservation/general-texts.jsonl";

    static List<GeneralText> all() {
        List<GeneralText> texts = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try {
            for (String line : Resources.readLines(Resources.getResource(GeneralText.class, RESOURCE), UTF_8)) {
                JsonNode text = json.readTree(line);
                texts.add(new GeneralText(
                        text.required("domain").textValue(),
                        text.required("text").textValue()));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The library's own resource " + RESOURCE + " cannot be read", unreadable);
        }
        return texts;
    }
}
