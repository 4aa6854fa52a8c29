package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;

/**
 * A prompt whose continuation should survive an edit: it asks for a neighbour of the fact, not for the fact.
 *
 * @param prompt what the model is given; not blank
 * @param expected the continuation it should keep; not blank
 */
public record Probe(String prompt, String expected) {
    public Probe {
        Fact.requireText("probe prompt", prompt, prompt);
        Fact.requireText("expected continuation of the probe", expected, prompt);
    }

    /**
     * A probe.
     *
     * @param prompt what the model is given
     * @param expected the continuation it should keep
     * @return the probe
     * @throws InvalidFactException if either text is blank
     */
    public static Probe of(String prompt, String expected) {
        return new Probe(prompt, expected);
    }
}
