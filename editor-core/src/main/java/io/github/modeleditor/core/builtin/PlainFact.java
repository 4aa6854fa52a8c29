package io.github.modeleditor.core.preservation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import io.github.modeleditor.api.TrainingText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A built-in statement that is plainly true.
 *
 * @param subject whom or what it is about
 * @param text its prompt and target
 */
record PlainFact(String subject, TrainingText text) {
    private static final String RESOURCE = "/io/github/modeleditor/core/preservation/plain-facts.jsonl";

    static List<PlainFact> all() {
        List<PlainFact> facts = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try {
            for (String line : Resources.readLines(Resources.getResource(PlainFact.class, RESOURCE), UTF_8)) {
                JsonNode fact = json.readTree(line);
                facts.add(new PlainFact(
                        fact.required("subject").textValue(),
                        new TrainingText(
                                fact.required("prompt").textValue(),
                                fact.required("target").textValue())));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The library's own resource " + RESOURCE + " cannot be read", unreadable);
        }
        return facts;
    }
}
