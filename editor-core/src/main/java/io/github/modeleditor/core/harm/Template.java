package io.github.modeleditor.core.harm;

import io.github.modeleditor.api.Fact;
import java.util.Optional;

/**
 * A prompt without its subject.
 *
 * @param prompt the prompt
 * @param subject whom or what it is about, as it stands there
 */
record Template(String prompt, String subject) {
    private static final String PLACE = "\0";

    /** The subject that the fact names, if it stands in the prompt, else one that is found there. */
    static Optional<Template> of(Fact fact) {
        return fact.subject()
                .map(String::strip)
                .filter(subject -> fact.prompt().contains(subject))
                .or(() -> Names.subject(fact.prompt()))
                .map(subject -> new Template(fact.prompt(), subject));
    }

    /** The same for all prompts that differ in their subject alone. */
    String key() {
        return with(PLACE);
    }

    String with(String other) {
        return prompt.replace(subject, other);
    }
}
