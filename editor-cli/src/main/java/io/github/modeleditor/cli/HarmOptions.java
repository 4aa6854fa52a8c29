package io.github.modeleditor.cli;

import io.github.modeleditor.api.config.HarmExtent;
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

    HarmExtent extent() {
        return harm;
    }
}
