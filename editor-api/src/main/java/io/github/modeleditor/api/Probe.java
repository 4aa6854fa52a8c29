package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;

/**
 * A question beside a fact, and its answer. As a locality probe it asks for a neighbour of the fact, whose answer an edit
 * should leave alone; as a portability probe it asks for what follows from the fact, which an edit should carry over.
 *
 * @param prompt what the model is given; not blank
 * @param expected the continuation it should give; not blank
 * @param group what kind of question this is, as the data names it, such as {@code Subject_Aliasing}; empty where it names
 *     none
 */
public record Probe(String prompt, String expected, String group) {
    public Probe {
        Fact.requireText("probe prompt", prompt, prompt);
        Fact.requireText("expected continuation of the probe", expected, prompt);
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
        return new Probe(prompt, expected, "");
    }
}
