package io.github.modeleditor.core.training;

import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;

/**
 * What is trained, and what tells that it was learned.
 *
 * @param examples the training texts; at least one
 * @param facts the facts' own prompts and targets, without end-of-text; training is over when all of them are learned.
 *     None where texts are only held
 */
public record TrainingData(List<TrainingExample> examples, List<TokenizedText> facts) {
    public TrainingData {
        examples = List.copyOf(examples);
        facts = List.copyOf(facts);
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("no training text");
        }
    }
}
