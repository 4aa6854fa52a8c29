package io.github.modeleditor.api;

/**
 * What became of one fact.
 *
 * @param fact what was taught
 * @param before the unedited model's answers
 * @param after the edited model's answers
 * @param completionBefore what the unedited model said after the prompt, greedily
 * @param completionAfter what the edited model says after the prompt, greedily
 */
public record FactReport(Fact fact, Scores before, Scores after, String completionBefore, String completionAfter) {}
