package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is measured beside the facts and their probes: a brief look at harm, unless more or less is asked for.
 *
 * @param harm how closely to look at what became of the rest: kept neighbours, relation mates, and drift on general texts
 * @param negation whether to ask about negated facts, and whether they are true; a part of harm
 * @param untaught facts that are not taught, of which those with the template of a taught one are its relation mates; what
 *     they replace is what is true of these
 * @param writtenTokens how many tokens the model writes after each fact's prompt for fluency and consistency; 0 for neither
 * @param references for the prompts of facts a text about the same, such as an encyclopedia's, for consistency; facts
 *     without one are left out of it
 * @param driftTexts texts that no edit is about, for perplexity and KL divergence; none of them blank
 * @param multipleChoice questions of general ability
 * @param baselineFolder where answers of unedited models are kept from one process to the next; empty to keep them as long
 *     as a session is open
 */
public record EvaluationConfig(
        HarmExtent harm,
        boolean negation,
        List<Fact> untaught,
        int writtenTokens,
        Map<String, String> references,
        List<String> driftTexts,
        List<MultipleChoice> multipleChoice,
        Optional<Path> baselineFolder) {
    public EvaluationConfig {
        Objects.requireNonNull(harm, "harm");
        Objects.requireNonNull(untaught, "untaught");
        Objects.requireNonNull(references, "references");
        Objects.requireNonNull(driftTexts, "driftTexts");
        Objects.requireNonNull(multipleChoice, "multipleChoice");
        Objects.requireNonNull(baselineFolder, "baselineFolder");
        untaught = List.copyOf(untaught);
        references = Map.copyOf(references);
        driftTexts = List.copyOf(driftTexts);
        multipleChoice = List.copyOf(multipleChoice);
        Settings.require(writtenTokens >= 0, "The number of written tokens", writtenTokens, "at least 0");
        for (String text : driftTexts) {
            Settings.require(!text.isBlank(), "A drift text", "blank", "visible text");
        }
        Settings.require(
                harm != HarmExtent.NONE || !negation,
                "Negation",
                "asked for without harm",
                "left out, or harm measured");
        Settings.require(
                references.isEmpty() || writtenTokens > 0,
                "The number of written tokens",
                writtenTokens,
                "at least 1 where there are reference texts");
    }

    /**
     * The facts and their probes, and a brief look at the rest of the model.
     *
     * @return the configuration
     */
    public static EvaluationConfig defaults() {
        return new EvaluationConfig(
                HarmExtent.BRIEF, false, List.of(), 0, Map.of(), List.of(), List.of(), Optional.empty());
    }

    /**
     * The same configuration, with a closer or no look at what became of the rest of the model.
     *
     * @param newHarm how closely; {@link HarmExtent#NONE} leaves negation out, too
     * @return a new configuration
     */
    public EvaluationConfig withHarm(HarmExtent newHarm) {
        return new EvaluationConfig(
                newHarm,
                negation && newHarm != HarmExtent.NONE,
                untaught,
                writtenTokens,
                references,
                driftTexts,
                multipleChoice,
                baselineFolder);
    }

    /**
     * The same configuration, asking about negated facts too, and whether facts are true.
     *
     * @return a new configuration, which measures harm
     */
    public EvaluationConfig withNegation() {
        return new EvaluationConfig(
                harm == HarmExtent.NONE ? HarmExtent.BRIEF : harm,
                true,
                untaught,
                writtenTokens,
                references,
                driftTexts,
                multipleChoice,
                baselineFolder);
    }

    /**
     * The same configuration, with facts that are not taught. Those that ask for the same as a taught one of another subject,
     * in the same words, tell what is true of relation mates.
     *
     * @param newUntaught facts with an old target, which is true of them; such as the records behind those that are taught
     * @return a new configuration
     */
    public EvaluationConfig withUntaught(List<Fact> newUntaught) {
        return new EvaluationConfig(
                harm, negation, newUntaught, writtenTokens, references, driftTexts, multipleChoice, baselineFolder);
    }

    /**
     * The same configuration, measuring fluency too.
     *
     * @param newWrittenTokens how many tokens the model writes after each fact's prompt; the papers take 100
     * @return a new configuration
     * @throws InvalidConfigurationException if it is negative
     */
    public EvaluationConfig withFluency(int newWrittenTokens) {
        return new EvaluationConfig(
                harm, negation, untaught, newWrittenTokens, references, driftTexts, multipleChoice, baselineFolder);
    }

    /**
     * The same configuration, measuring fluency and consistency too.
     *
     * @param newWrittenTokens how many tokens the model writes after each fact's prompt; the papers take 100
     * @param newReferences for the prompts of facts a text about the same
     * @return a new configuration
     * @throws InvalidConfigurationException if the number is negative, or 0 while there are references
     */
    public EvaluationConfig withConsistency(int newWrittenTokens, Map<String, String> newReferences) {
        return new EvaluationConfig(
                harm, negation, untaught, newWrittenTokens, newReferences, driftTexts, multipleChoice, baselineFolder);
    }

    /**
     * The same configuration, measuring drift too.
     *
     * @param newDriftTexts texts that no edit is about
     * @return a new configuration
     * @throws InvalidConfigurationException if one is blank
     */
    public EvaluationConfig withDriftTexts(List<String> newDriftTexts) {
        return new EvaluationConfig(
                harm, negation, untaught, writtenTokens, references, newDriftTexts, multipleChoice, baselineFolder);
    }

    /**
     * The same configuration, measuring general ability too.
     *
     * @param newMultipleChoice the questions
     * @return a new configuration
     */
    public EvaluationConfig withMultipleChoice(List<MultipleChoice> newMultipleChoice) {
        return new EvaluationConfig(
                harm, negation, untaught, writtenTokens, references, driftTexts, newMultipleChoice, baselineFolder);
    }

    /**
     * The same configuration, keeping the unedited model's answers on the disk.
     *
     * @param newBaselineFolder where to; made where missing
     * @return a new configuration
     */
    public EvaluationConfig withBaselineFolder(Path newBaselineFolder) {
        Objects.requireNonNull(newBaselineFolder, "newBaselineFolder");
        return new EvaluationConfig(
                harm,
                negation,
                untaught,
                writtenTokens,
                references,
                driftTexts,
                multipleChoice,
                Optional.of(newBaselineFolder));
    }
}
