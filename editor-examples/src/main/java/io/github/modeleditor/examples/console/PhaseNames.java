package io.github.modeleditor.examples.console;

import io.github.modeleditor.api.EditEvent.Phase;

/** What a phase is called in front of a person; all names have the same width at most. */
final class PhaseNames {
    private PhaseNames() {}

    static String of(Phase phase) {
        return switch (phase) {
            case AUGMENTING -> "Making texts";
            case PRESERVING -> "Asking what to keep";
            case MEASURING_BEFORE -> "Measuring before";
            case PREPARING -> "Preparing";
            case TRAINING -> "Training";
            case MEASURING_AFTER -> "Measuring after";
        };
    }
}
