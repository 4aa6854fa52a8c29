package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.ArrayList;
import java.util.List;

/**
 * What is trained beside a fact: other ways to ask for it, so that it generalizes, or other facts, so that they stay.
 *
 * <p>A strategy is called once for each fact, in their order, and before training begins. It draws its randomness from
 * the context alone, so that one seed gives one set of texts. A lambda will do:
 *
 * <pre>{@code
 * Augmentation shouted = (fact, context) -> List.of(new TrainingText(fact.prompt().toUpperCase(Locale.ROOT), fact.target()));
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
 */
@FunctionalInterface
public interface Augmentation {
    /**
     * The texts to train on beside a fact; the fact itself is not among them.
     *
     * @param fact what is being taught
     * @param context randomness, the model's own samples, and the other facts of this edit
     * @return the texts, in a fixed order; empty where there is nothing to add
     */
    List<TrainingText> augment(Fact fact, AugmentationContext context);

    /**
     * Both strategies, this one's texts first.
     *
     * @param next what to add
     * @return a strategy that gives the texts of both
     */
    default Augmentation and(Augmentation next) {
        return (fact, context) -> {
            List<TrainingText> texts = new ArrayList<>(augment(fact, context));
            texts.addAll(next.augment(fact, context));
            return List.copyOf(texts);
        };
    }
}
