package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import java.util.List;
import java.util.Objects;

/**
 * What an edit trains on and minimises: the choices that make one method of editing differ from another.
 *
 * @param augmentations what is trained beside the facts, in this order
 * @param preservations what is held to what the unedited model says, in this order
 * @param lossMask which tokens count
 * @param objective what is minimised over them
 * @param endOfText whether the model's end-of-text token, if it has one, is trained behind each target
 */
public record Recipe(
        List<Augmentation> augmentations,
        List<Preservation> preservations,
        LossMask lossMask,
        Objective objective,
        boolean endOfText) {
    private static final int PREFIXES = 10;
    private static final int PREFIXES_BESIDE_NEIGHBOURS = 6;
    private static final int REPETITIONS = 5;
    private static final int OWN_NEIGHBOURS = 8;
    private static final int REPLAYED_TEXTS = 2;

    public Recipe {
        Objects.requireNonNull(augmentations, "augmentations");
        Objects.requireNonNull(preservations, "preservations");
        Objects.requireNonNull(lossMask, "lossMask");
        Objects.requireNonNull(objective, "objective");
        augmentations = List.copyOf(augmentations);
        preservations = List.copyOf(preservations);
    }

    /**
     * What is used where nothing else is said: {@link #preserving()}.
     *
     * @return the recipe
     */
    public static Recipe defaults() {
        return preserving();
    }

    /**
     * The paper's method, as far as it needs nothing but the facts: 10 random prefixes and {@linkplain Fact#paraphrases() the
     * fact's own paraphrases}, the likelihood of the target given the prompt. What keeps neighbours needs a pool of true
     * statements, so it is the caller's: {@link Augmentation#randomFacts}.
     *
     * @return the recipe
     * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
     */
    public static Recipe paper() {
        return new Recipe(
                List.of(Augmentation.randomPrefixes(PREFIXES), Augmentation.paraphrases()),
                List.of(),
                LossMask.conditional(),
                Objective.likelihood(),
                true);
    }

    /**
     * An edit that leaves the rest of the model as it is, and needs nothing but the facts: fewer prefixes than the paper's and the fact's own
     * paraphrases, and beside them {@linkplain OwnNeighbours neighbours} and {@linkplain SelfReplay texts} that the unedited model
     * answers and writes itself, held to its distributions. No end of text is trained behind a target, since a model that was told to
     * stop behind every fact stops elsewhere, too; what follows one {@linkplain TargetEnds is held}. Goes best with an adapter
     * on what the MLPs of the lower half of the layers end with, {@link LoraConfig#MLP_OUTPUT}, {@link LoraConfig#withLowerLayers}, in the null
     * space of what is held, {@link TrainingConfig#withNullSpace}, that learns at subjects, {@link TrainingConfig#withTaughtAtSubject}.
     *
     * @return the recipe
     */
    public static Recipe preserving() {
        return preserving(PREFIXES_BESIDE_NEIGHBOURS);
    }

    /** The same with so many prefixes for each fact. */
    static Recipe preserving(int prefixes) {
        return new Recipe(
                List.of(
                        Augmentation.randomPrefixes(prefixes),
                        Augmentation.repetition(REPETITIONS),
                        Augmentation.paraphrases()),
                List.of(
                        Preservation.ownNeighbours(OWN_NEIGHBOURS),
                        Preservation.selfReplay(REPLAYED_TEXTS),
                        Preservation.targetEnds()),
                LossMask.conditional(),
                Objective.likelihood(),
                false);
    }

    /**
     * The same with these augmentations instead of any before.
     *
     * @param newAugmentations what is trained beside the facts; none to train the facts alone
     * @return a new recipe
     */
    public Recipe withAugmentation(List<? extends Augmentation> newAugmentations) {
        Objects.requireNonNull(newAugmentations, "newAugmentations");
        return new Recipe(List.copyOf(newAugmentations), preservations, lossMask, objective, endOfText);
    }

    /**
     * The same with these preservations instead of any before.
     *
     * @param newPreservations what is held to what the unedited model says; none to hold nothing
     * @return a new recipe
     */
    public Recipe withPreservation(List<? extends Preservation> newPreservations) {
        Objects.requireNonNull(newPreservations, "newPreservations");
        return new Recipe(augmentations, List.copyOf(newPreservations), lossMask, objective, endOfText);
    }

    /**
     * The same with another choice of the tokens that count.
     *
     * @param newLossMask which tokens count
     * @return a new recipe
     */
    public Recipe withLossMask(LossMask newLossMask) {
        return new Recipe(augmentations, preservations, newLossMask, objective, endOfText);
    }

    /**
     * The same with another objective.
     *
     * @param newObjective what training minimises
     * @return a new recipe
     */
    public Recipe withObjective(Objective newObjective) {
        return new Recipe(augmentations, preservations, lossMask, newObjective, endOfText);
    }

    /**
     * The same with or without an end of text behind targets.
     *
     * @param trained whether the model learns to stop behind a target
     * @return a new recipe
     */
    public Recipe withEndOfText(boolean trained) {
        return new Recipe(augmentations, preservations, lossMask, objective, trained);
    }
}
