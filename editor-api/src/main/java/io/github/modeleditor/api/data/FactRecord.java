package io.github.modeleditor.api.data;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One record of a file of facts.
 *
 * @param fact what to teach
 * @param trueStatement what is true today about the record's prompt, where the record says so; the random facts of other
 *     edits are made of these
 * @param generationPrompts beginnings about the fact's subject, from which a model may write freely; empty where the
 *     record has none
 * @param attributePrompts prompts about other subjects of which the new target is true; empty where the record has none
 */
public record FactRecord(
        Fact fact,
        Optional<TrainingText> trueStatement,
        List<String> generationPrompts,
        List<String> attributePrompts) {
    public FactRecord {
        Objects.requireNonNull(fact, "fact");
        Objects.requireNonNull(trueStatement, "trueStatement");
        Objects.requireNonNull(generationPrompts, "generationPrompts");
        Objects.requireNonNull(attributePrompts, "attributePrompts");
        generationPrompts = List.copyOf(generationPrompts);
        attributePrompts = List.copyOf(attributePrompts);
    }

    /**
     * A record with nothing beside a fact and what is true.
     *
     * @param fact what to teach
     * @param truth what is true today after the fact's prompt, in the fact's form
     * @return the record
     */
    public static FactRecord of(Fact fact, String truth) {
        Objects.requireNonNull(fact, "fact");
        Objects.requireNonNull(truth, "truth");
        return new FactRecord(fact, Optional.of(new TrainingText(fact.prompt(), truth)), List.of(), List.of());
    }
}
