package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import java.util.List;

/**
 * What an edit trains on and minimises: the choices that make one method of editing differ from another.
 *
 * @param augmentations what is trained beside the facts, in this order
 * @param lossMask which tokens count
 * @param objective what is minimised over them
 */
public record Recipe(List<Augmentation> augmentations, LossMask lossMask, Objective objective) {
    private static final int DEFAULT_PREFIXES = 10;

    public Recipe {
        augmentations = List.copyOf(augmentations);
    }

    /**
     * The paper's method, as far as it needs nothing but the facts: 10 random prefixes and {@linkplain Fact#paraphrases() the
     * fact's own paraphrases}, the likelihood of the target given the prompt. What keeps neighbours needs a pool of true
     * statements, so it is the caller's: {@link Augmentation#randomFacts}.
     *
     * @return the recipe
     * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
     */
    public static Recipe defaults() {
        return new Recipe(
                List.of(Augmentation.randomPrefixes(DEFAULT_PREFIXES), Augmentation.paraphrases()),
                LossMask.conditional(),
                Objective.likelihood());
    }

    /**
     * The same with these augmentations instead of any before.
     *
     * @param newAugmentations what is trained beside the facts; none to train the facts alone
     * @return a new recipe
     */
    public Recipe withAugmentation(List<? extends Augmentation> newAugmentations) {
        return new Recipe(List.copyOf(newAugmentations), lossMask, objective);
    }

    /**
     * The same with another choice of the tokens that count.
     *
     * @param newLossMask which tokens count
     * @return a new recipe
     */
    public Recipe withLossMask(LossMask newLossMask) {
        return new Recipe(augmentations, newLossMask, objective);
    }

    /**
     * The same with another objective.
     *
     * @param newObjective what training minimises
     * @return a new recipe
     */
    public Recipe withObjective(Objective newObjective) {
        return new Recipe(augmentations, lossMask, newObjective);
    }
}
