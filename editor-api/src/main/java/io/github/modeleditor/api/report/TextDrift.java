package io.github.modeleditor.api.report;

/**
 * How far an edit moved the model on some texts that it is not about; teacher-forced.
 *
 * @param domain what the texts are, such as {@code prose}
 * @param texts how many there are
 * @param tokens how many of their tokens were judged: all but the first of each text
 * @param perplexity exp of the mean negative log-likelihood of these tokens; NaN where there are none
 * @param klDivergence the mean over these tokens of KL(unedited || edited) of the next token's distribution, in nats; NaN
 *     where there are none
 */
public record TextDrift(String domain, int texts, int tokens, Change perplexity, double klDivergence) {}
