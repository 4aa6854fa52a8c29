package io.github.modeleditor.cli;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import java.util.List;
import picocli.CommandLine.Option;

/** How closely to look at the rest of the model. */
@HelpGroup("What is measured")
@SuppressWarnings("NullAway.Init") // picocli sets what has a default
final class HarmOptions {
    @Option(
            names = "--harm",
            paramLabel = "EXTENT",
            arity = "0..1",
            fallbackValue = "whole",
            defaultValue = "brief",
            description =
                    "How closely to look at what became of the rest of the model, that is, kept neighbours, relation mates and"
                            + " general texts: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}; ${FALLBACK-VALUE} where"
                            + " nothing is named).")
    private HarmExtent harm;

    /**
     * A measurement that looks so closely.
     *
     * @param config the measurement
     * @param untaught the records that are not taught, of which relation mates are taken where there are any to ask
     */
    EvaluationConfig applyTo(EvaluationConfig config, List<Fact> untaught) {
        EvaluationConfig measured = config.withHarm(harm);
        return harm == HarmExtent.NONE ? measured : measured.withUntaught(untaught);
    }
}
