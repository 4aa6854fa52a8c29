package io.github.modeleditor.core;

import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;

/**
 * What a model is held to around facts: their neighbours, and what it writes of its own accord.
 *
 * @param facts around how many
 * @param texts with anchors and no target to learn
 */
public record Surroundings(int facts, List<TrainingExample> texts) {
    public Surroundings {
        texts = List.copyOf(texts);
    }

    /** How many of the texts there would be around fewer facts; all of them around more. */
    int textsAround(int fewer) {
        return texts.isEmpty() ? 0 : texts.size() * Math.min(fewer, facts) / facts;
    }
}
