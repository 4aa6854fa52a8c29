package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.Objective;

/** What a run of an ablation minimises: the rows of the paper's comparison of losses. */
public enum TrainedLoss {
    /** The likelihood of prompt and target alike, as ordinary fine-tuning has it. */
    FULL_LIKELIHOOD("full likelihood"),
    /** The likelihood of the target given the prompt: the method. */
    CONDITIONAL_LIKELIHOOD("conditional likelihood"),
    /** The same, and a preference for the new target over the old: tried by the paper and dropped. */
    CONDITIONAL_LIKELIHOOD_AND_PREFERENCE("conditional likelihood + DPO");

    private final String label;

    TrainedLoss(String label) {
        this.label = label;
    }

    /**
     * Its name in a table.
     *
     * @return a few words
     */
    public String label() {
        return label;
    }

    ModelEditor applyTo(ModelEditor editor) {
        return switch (this) {
            case FULL_LIKELIHOOD -> editor.withLossMask(LossMask.full()).withObjective(Objective.likelihood());
            case CONDITIONAL_LIKELIHOOD ->
                editor.withLossMask(LossMask.conditional()).withObjective(Objective.likelihood());
            case CONDITIONAL_LIKELIHOOD_AND_PREFERENCE ->
                editor.withLossMask(LossMask.conditional()).withObjective(Objective.directPreference(0.1, 1));
        };
    }
}
