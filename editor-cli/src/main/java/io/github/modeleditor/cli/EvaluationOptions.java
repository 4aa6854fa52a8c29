package io.github.modeleditor.cli;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.data.EvaluationFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What to measure beside the facts. */
@HelpGroup("What is measured")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class EvaluationOptions {
    private static final int WRITTEN_TOKENS = 100;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private HarmOptions harm;

    @Option(
            names = "--negation",
            description = "Ask about negated facts too, and whether facts are true; a part of --harm.")
    private boolean negation;

    @Option(
            names = "--fluency",
            paramLabel = "TOKENS",
            fallbackValue = "100",
            arity = "0..1",
            description =
                    "Measure fluency over as many tokens written after each fact's prompt (${FALLBACK-VALUE} where"
                            + " no number is given).")
    private int writtenTokens;

    @Option(
            names = "--references",
            paramLabel = "FILE",
            description = "Measure consistency with texts about the facts: JSON lines of {prompt, text}.")
    private @Nullable Path references;

    @Option(
            names = "--drift",
            paramLabel = "FILE",
            description = "Measure KL divergence and perplexity on texts that no fact is about: one a line.")
    private @Nullable Path drift;

    @Option(
            names = "--multiple-choice",
            paramLabel = "FILE",
            description = "Measure general ability by questions: JSON lines of {question, choices, answer}.")
    private @Nullable Path multipleChoice;

    @Option(
            names = "--baselines",
            paramLabel = "DIR",
            description = "Keep the unedited model's answers there, and take them from there the next time.")
    private @Nullable Path baselines;

    private Path input(Path file) {
        return Main.input(command).file(file);
    }

    /** Tells what is read. */
    void noteInputs(Outputs outputs) {
        outputs.reads(references, drift, multipleChoice);
    }

    /** Complains now about what could not be written later. */
    void requireWritable(Outputs outputs) {
        if (baselines != null) {
            outputs.requireShared(baselines);
        }
    }

    /**
     * Reads the files that are named.
     *
     * @param untaught the records that are not taught
     */
    EvaluationConfig config(List<Fact> untaught) {
        EvaluationConfig config = harm.applyTo(EvaluationConfig.defaults().withFluency(writtenTokens), untaught);
        if (negation) {
            config = config.withUntaught(untaught).withNegation();
        }
        if (references != null) {
            int tokens = writtenTokens == 0 ? WRITTEN_TOKENS : writtenTokens;
            config = config.withConsistency(tokens, EvaluationFiles.references(input(references)));
        }
        if (drift != null) {
            config = config.withDriftTexts(EvaluationFiles.texts(input(drift)));
        }
        if (multipleChoice != null) {
            config = config.withMultipleChoice(EvaluationFiles.multipleChoice(input(multipleChoice)));
        }
        if (baselines != null) {
            config = config.withBaselineFolder(baselines);
        }
        return config;
    }
}
