package io.github.modeleditor.api.config;

import java.util.Objects;

/**
 * A whole way to edit: what is trained, where in the model, and for how long. Each part may be replaced in an editor afterwards.
 *
 * @param recipe what is trained beside the facts, and what is minimised
 * @param lora the adapter's shape
 * @param training how it is trained
 */
public record EditingMethod(Recipe recipe, LoraConfig lora, TrainingConfig training) {
    public EditingMethod {
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(lora, "lora");
        Objects.requireNonNull(training, "training");
    }

    private static final double LOWER_HALF = 0.5;
    private static final LoraConfig MLP_OUTPUTS = LoraConfig.rank(256)
            .withKeptRank(256)
            .withTargetModules(LoraConfig.MLP_OUTPUT)
            .withLowerLayers(LOWER_HALF);
    private static final LoraConfig ALL_PROJECTIONS =
            LoraConfig.rank(128).withKeptRank(128).withLowerLayers(LOWER_HALF);
    private static final double LEARNING_RATE = 6e-4;
    private static final int PREFIXES_OF_FORCEFUL = 10;
    private static final int EPOCHS = 5;
    private static final double KNOWN_LOSS = 0.05;
    private static final double LEARNED_LOSS = 0.1;
    private static final TrainingConfig TRAINING = TrainingConfig.defaults()
            .withEpochs(EPOCHS)
            .withLearningRate(LEARNING_RATE)
            .withSkippedLoss(KNOWN_LOSS)
            .withLearnedLoss(LEARNED_LOSS);

    /**
     * What is used where nothing else is said: {@link #preserving()}.
     *
     * @return the method
     */
    public static EditingMethod defaults() {
        return preserving();
    }

    /**
     * The paper's: {@link Recipe#paper()}, an adapter on all layers, at most 20 epochs.
     *
     * @return the method
     * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning</a>
     */
    public static EditingMethod paper() {
        return new EditingMethod(Recipe.paper(), LoraConfig.defaults(), TrainingConfig.defaults());
    }

    /**
     * One that leaves the rest of the model as it is: {@link Recipe#preserving()}, an adapter of rank 256 on what the MLPs of the lower
     * half of the layers end with, which hardly responds to what is to stay, learns of a fact through the last word of its subject, and is
     * brought down to what the facts need of it; and epochs that leave out what is learned or has not moved.
     *
     * @return the method
     */
    public static EditingMethod preserving() {
        return preserving(Strength.CAREFUL);
    }

    /**
     * {@link #preserving()}, or one that gives more weight to the facts.
     *
     * @param strength how much may move
     * @return the method
     */
    public static EditingMethod preserving(Strength strength) {
        return switch (Objects.requireNonNull(strength, "strength")) {
            case CAREFUL ->
                new EditingMethod(
                        Recipe.preserving(),
                        MLP_OUTPUTS,
                        TRAINING.withNullSpace(true).withTaughtAtSubject(true));
            case FORCEFUL -> new EditingMethod(Recipe.preserving(PREFIXES_OF_FORCEFUL), ALL_PROJECTIONS, TRAINING);
        };
    }
}
