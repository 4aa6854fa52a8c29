package io.github.modeleditor.cli;

import io.github.modeleditor.api.config.AcceptancePolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which facts are handed back. */
@HelpGroup("What is handed back")
final class AcceptanceOptions {
    /** What the policy begins with. */
    enum Gate {
        /** Everything. */
        ALL,
        /** What passes {@link AcceptancePolicy#defaults()}. */
        CHECKED
    }

    @Option(
            names = "--accept",
            paramLabel = "FACTS",
            defaultValue = "all",
            description =
                    "Which facts are handed back: all, or checked, those that the model says and that hold in half of their"
                            + " held-out paraphrases, leave four of five neighbours alone and the model at large in place; the"
                            + " others are left out and told with the reasons (default: ${DEFAULT-VALUE}).")
    private Gate gate = Gate.ALL;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "How often facts are trained before one is rejected (default: 2; with --accept checked).")
    private @Nullable Integer attempts;

    AcceptancePolicy policy() {
        AcceptancePolicy policy = gate == Gate.ALL ? AcceptancePolicy.all() : AcceptancePolicy.defaults();
        return attempts == null ? policy : policy.withAttempts(attempts);
    }
}
