package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.Collections;
import java.util.List;

/**
 * For efficacy: the fact's own prompt and target some times more, against neighbours in the same words.
 *
 * @param count texts for each fact; at least 0
 * @see Augmentation#repetition(int)
 */
public record Repetition(int count) implements Augmentation {
    public Repetition {
        Settings.require(count >= 0, "The number of repetitions", count, "0 or more");
    }

    @Override
    public List<TrainingText> augment(Fact fact, AugmentationContext context) {
        return Collections.nCopies(count, new TrainingText(fact.prompt(), fact.target(), fact.form()));
    }
}
