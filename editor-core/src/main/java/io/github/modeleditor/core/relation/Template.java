package io.github.modeleditor.core.relation;

import io.github.modeleditor.api.Fact;
import java.util.Optional;

/**
 * A prompt without its subject.
 *
 * @param prompt the prompt
 * @param subject whom or what it is about, as it stands there
 */
public record Template(String prompt, String subject) {
    private static final String PLACE = "\0";

    /**
     * The subject that the fact names, if it stands in the prompt, else one that is found there.
     *
     * @param fact the fact
     * @return empty where neither is there
     */
    public static Optional<Template> of(Fact fact) {
        return fact.subject()
                .map(String::strip)
                .filter(subject -> fact.prompt().contains(subject))
                .or(() -> Names.subject(fact.prompt()))
                .map(subject -> new Template(fact.prompt(), subject));
    }

    /**
     * The same for all prompts that differ in their subject alone.
     *
     * @return the prompt with a mark in the subject's place
     */
    public String key() {
        return with(PLACE);
    }

    /**
     * The prompt about another subject.
     *
     * @param other whom or what it is to be about
     * @return the prompt
     */
    public String with(String other) {
        return prompt.replace(subject, other);
    }
}
