package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.Scores;
import java.util.List;

/**
 * What a model's answers are worth.
 *
 * @param total efficacy over all facts, generalization over all held-out paraphrases and locality over all probes; each
 *     prompt counts once
 * @param facts the same of each fact alone, in their order
 */
public record Evaluation(Scores total, List<Scores> facts) {
    public Evaluation {
        facts = List.copyOf(facts);
    }
}
