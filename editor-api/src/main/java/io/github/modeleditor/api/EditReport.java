package io.github.modeleditor.api;

import java.util.List;
import java.util.Map;

/** What an edit changed and what it left alone. Immutable. */
public interface EditReport {
    /**
     * The unedited model's answers over all facts.
     *
     * @return percentages over all facts
     */
    Scores before();

    /**
     * The edited model's answers over all facts.
     *
     * @return percentages over all facts
     */
    Scores after();

    /**
     * The same for each fact.
     *
     * @return one entry for each fact, in the caller's order
     */
    List<FactReport> facts();

    /**
     * What training took.
     *
     * @return steps, seconds, losses
     */
    TrainingSummary training();

    /**
     * What the result came from, so that it can be had again: base model fingerprint, device, configuration, seed and
     * versions.
     *
     * @return names and values, in a fixed order
     */
    Map<String, String> provenance();

    /**
     * The edit score after the edit.
     *
     * @return {@link Scores#score()} of {@link #after()}
     */
    default double score() {
        return after().score();
    }

    /**
     * The whole report for a machine.
     *
     * @return one JSON object
     */
    String toJson();

    /**
     * The report for a person.
     *
     * @return a plain-text table of several lines
     */
    String toText();
}
