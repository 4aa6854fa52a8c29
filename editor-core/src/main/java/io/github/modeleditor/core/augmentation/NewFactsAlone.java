package io.github.modeleditor.core.augmentation;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.AugmentationContext;
import java.util.List;
import java.util.Set;

/**
 * A strategy for some facts alone: those that are replayed have their own texts and nothing beside.
 *
 * @param augmentation the strategy
 * @param replayed what it is not asked about
 */
public record NewFactsAlone(Augmentation augmentation, Set<Fact> replayed) implements Augmentation {
    public NewFactsAlone {
        replayed = Set.copyOf(replayed);
    }

    @Override
    public List<TrainingText> augment(Fact fact, AugmentationContext context) {
        return replayed.contains(fact) ? List.of() : augmentation.augment(fact, context);
    }
}
