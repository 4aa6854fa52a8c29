package io.github.modeleditor.api.ablation;

/** What a run of an ablation trains beside the facts: the columns of the paper's comparison of augmentations. */
public enum TrainedTexts {
    /** Nothing. */
    FACTS_ALONE("facts alone", false, false),
    /** Random prefixes and the caller's paraphrases. */
    PARAPHRASES("+ paraphrases", true, false),
    /** Random facts. */
    RANDOM_FACTS("+ random facts", false, true),
    /** Paraphrases and random facts: the method. */
    BOTH("+ both", true, true);

    private final String label;
    private final boolean paraphrases;
    private final boolean randomFacts;

    TrainedTexts(String label, boolean paraphrases, boolean randomFacts) {
        this.label = label;
        this.paraphrases = paraphrases;
        this.randomFacts = randomFacts;
    }

    /**
     * Its name in a table.
     *
     * @return a few words
     */
    public String label() {
        return label;
    }

    boolean paraphrases() {
        return paraphrases;
    }

    boolean randomFacts() {
        return randomFacts;
    }
}
