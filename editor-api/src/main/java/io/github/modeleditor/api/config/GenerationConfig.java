package io.github.modeleditor.api.config;

import java.util.List;
import java.util.Objects;

/**
 * How a model writes. By default it takes the most likely token each time, at most 20 of them, and stops at a line break.
 *
 * <p>The logits of the next token go through the steps that have a setting, in this order: repetition penalty, temperature,
 * the most likely {@code topK}, and of those the smallest set that is {@code topP} likely together. Names, meanings and
 * order are those of Hugging Face's {@code generate}.
 *
 * @param maximumTokens tokens to add at most; at least 1; fewer where the model takes no more
 * @param temperature what logits are divided by before a token is drawn; 0 to take the most likely token, and then the
 *     next two settings do not matter
 * @param topK how many of the most likely tokens may be drawn; 0 for all
 * @param topP how likely the drawable tokens must be together; above 0, 1 for all
 * @param repetitionPenalty what the logit of each token that is in the prompt or was added is divided by, or multiplied
 *     with where it is negative; above 0, 1 for none
 * @param stopStrings texts that end the writing where they are added, and are not part of what is given back; not empty
 *     ones
 * @param seed what is drawn comes from this seed and the prompt, and from nothing else
 */
public record GenerationConfig(
        int maximumTokens,
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        List<String> stopStrings,
        long seed) {

    public GenerationConfig {
        Objects.requireNonNull(stopStrings, "stopStrings");
        Settings.require(maximumTokens >= 1, "Limit of generated tokens", maximumTokens, "at least 1");
        Settings.require(
                temperature >= 0 && Double.isFinite(temperature),
                "Temperature",
                temperature,
                "0 or a finite number above");
        Settings.require(topK >= 0, "Top-k", topK, "0 or above");
        Settings.require(topP > 0 && topP <= 1, "Top-p", topP, "above 0 and at most 1");
        Settings.require(
                repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
                "Repetition penalty",
                repetitionPenalty,
                "a finite number above 0");
        stopStrings = List.copyOf(stopStrings);
        Settings.require(
                stopStrings.stream().noneMatch(String::isEmpty),
                "List of stop strings",
                stopStrings,
                "without an empty string");
    }

    /**
     * The defaults: the most likely token each time, at most 20 tokens, one line.
     *
     * @return the defaults
     */
    public static GenerationConfig defaults() {
        return new GenerationConfig(20, 0, 0, 1, 1, List.of("\n"), 0L);
    }

    /**
     * The same with another limit.
     *
     * @param value tokens to add at most
     * @return a new configuration
     */
    public GenerationConfig withMaximumTokens(int value) {
        return new GenerationConfig(value, temperature, topK, topP, repetitionPenalty, stopStrings, seed);
    }

    /**
     * The same, but tokens are drawn.
     *
     * @param value what logits are divided by; 0 to take the most likely token
     * @return a new configuration
     */
    public GenerationConfig withTemperature(double value) {
        return new GenerationConfig(maximumTokens, value, topK, topP, repetitionPenalty, stopStrings, seed);
    }

    /**
     * The same with another number of drawable tokens.
     *
     * @param value how many of the most likely tokens may be drawn; 0 for all
     * @return a new configuration
     */
    public GenerationConfig withTopK(int value) {
        return new GenerationConfig(maximumTokens, temperature, value, topP, repetitionPenalty, stopStrings, seed);
    }

    /**
     * The same with another nucleus.
     *
     * @param value how likely the drawable tokens must be together; 1 for all
     * @return a new configuration
     */
    public GenerationConfig withTopP(double value) {
        return new GenerationConfig(maximumTokens, temperature, topK, value, repetitionPenalty, stopStrings, seed);
    }

    /**
     * The same with another penalty on tokens that are there already.
     *
     * @param value above 1 for fewer of them, 1 for none
     * @return a new configuration
     */
    public GenerationConfig withRepetitionPenalty(double value) {
        return new GenerationConfig(maximumTokens, temperature, topK, topP, value, stopStrings, seed);
    }

    /**
     * The same with other stop strings.
     *
     * @param values texts that end the writing; none to write until end-of-text or the limit
     * @return a new configuration
     */
    public GenerationConfig withStopStrings(String... values) {
        Objects.requireNonNull(values, "values");
        return withStopStrings(List.of(values));
    }

    /**
     * The same with other stop strings.
     *
     * @param values texts that end the writing; none to write until end-of-text or the limit
     * @return a new configuration
     */
    public GenerationConfig withStopStrings(List<String> values) {
        return new GenerationConfig(maximumTokens, temperature, topK, topP, repetitionPenalty, values, seed);
    }

    /**
     * The same with another seed.
     *
     * @param value what is drawn comes from
     * @return a new configuration
     */
    public GenerationConfig withSeed(long value) {
        return new GenerationConfig(maximumTokens, temperature, topK, topP, repetitionPenalty, stopStrings, value);
    }
}
