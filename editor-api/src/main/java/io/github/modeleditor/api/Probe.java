package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;
import java.util.Objects;
import java.util.Optional;

/**
 * A question beside a fact, and its answer. As a locality probe it asks for a neighbour of the fact, whose answer an edit
 * should leave alone; as a portability probe it asks for what follows from the fact, which an edit should carry over.
 *
 * @param prompt what the model is given; not blank
 * @param expected the continuation it should give; not blank
 * @param group what kind of question this is, as the data names it, such as {@code Subject_Aliasing}, where it names one; not
 *     empty
 */
public record Probe(String prompt, String expected, Optional<String> group) {
    public Probe {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(group, "group");
        Texts.require("probe prompt", prompt, prompt);
        Texts.require("expected continuation of the probe", expected, prompt);
        if (group.isPresent() && group.get().isEmpty()) {
            throw new InvalidFactException(
                    "The group of the probe \"" + prompt + "\" is empty. Name it, or leave it out.");
        }
    }

    /**
     * A probe of no group.
     *
     * @param prompt what the model is given
     * @param expected the continuation it should give
     * @return the probe
     * @throws InvalidFactException if either text is blank
     */
    public static Probe of(String prompt, String expected) {
        return new Probe(prompt, expected, Optional.empty());
    }

    /**
     * The same probe in a group.
     *
     * @param newGroup what kind of question this is
     * @return a new probe
     */
    public Probe withGroup(String newGroup) {
        Objects.requireNonNull(newGroup, "newGroup");
        return new Probe(prompt, expected, Optional.of(newGroup));
    }
}
