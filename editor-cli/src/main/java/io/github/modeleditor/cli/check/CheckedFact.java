package io.github.modeleditor.cli.check;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.core.FactTokens;
import java.util.Optional;

/**
 * A fact and what was found of it.
 *
 * @param fact which
 * @param asked what a model makes of it; empty where no model was asked
 */
public record CheckedFact(Fact fact, Optional<Asked> asked) {
    /**
     * What a model makes of it.
     *
     * @param tokens how it is trained; empty where it cannot be
     * @param problem why it cannot be trained; empty where it can
     * @param answer what the unedited model says after the prompt
     * @param isSaid whether that is the target already
     */
    public record Asked(Optional<FactTokens> tokens, String problem, String answer, boolean isSaid) {}

    /** Whether it could be trained, as far as is known. */
    boolean isTrainable() {
        return asked.map(model -> model.problem().isEmpty()).orElse(true);
    }
}
