package io.github.modeleditor.core;

import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;

/**
 * What a model is held to around facts: their neighbours, and what it writes of its own accord. Whoever edits the same facts
 * again hands it on, unread, so that the model is not asked anew.
 */
public final class Surroundings {
    private final int facts;
    private final List<TrainingExample> texts;

    /**
     * @param facts around how many
     * @param texts with anchors and no target to learn
     */
    Surroundings(int facts, List<TrainingExample> texts) {
        this.facts = facts;
        this.texts = List.copyOf(texts);
    }

    /**
     * Those of an edit that holds a model to nothing.
     *
     * @return no texts, around no fact
     */
    public static Surroundings none() {
        return new Surroundings(0, List.of());
    }

    List<TrainingExample> texts() {
        return texts;
    }

    /** How many of the texts there would be around fewer facts; all of them around more. */
    int textsAround(int fewer) {
        return texts.isEmpty() ? 0 : texts.size() * Math.min(fewer, facts) / facts;
    }
}
