package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.List;

/**
 * For generalization: the fact's own paraphrases, those held out excepted.
 *
 * @see Augmentation#paraphrases()
 */
public record Paraphrases() implements Augmentation {
    @Override
    public List<TrainingText> augment(Fact fact, AugmentationContext context) {
        return fact.paraphrases().stream()
                .map(paraphrase -> new TrainingText(paraphrase, fact.target(), fact.form()))
                .toList();
    }
}
