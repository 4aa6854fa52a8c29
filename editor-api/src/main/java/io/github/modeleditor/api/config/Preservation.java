package io.github.modeleditor.api.config;

/**
 * What an edit holds to what the unedited model says, so that the rest of it stays. Texts are made by the unedited model itself,
 * and at some of their tokens the edited model is held to its distributions: the divergence KL(unedited || edited) joins the
 * loss. So nothing but the facts has to be known, and what the model was unsure of stays as unsure.
 *
 * <p>The references are computed once for each edit. A strategy does nothing where the model cannot say what it needs: one
 * without a token to begin with writes no texts of its own, and a fact whose prompt has no name in it has no neighbours.
 */
public sealed interface Preservation permits OwnNeighbours, SelfReplay, OtherTokens, TargetEnds {
    /**
     * What a nat of divergence at one token counts beside the loss of the facts, which is a mean over their tokens; the
     * divergences of a step are summed up and divided by the number of its texts.
     *
     * @return the weight; above 0
     */
    double weight();

    /**
     * For locality: the fact's own prompt about other subjects, and prompts that ask much the same in other words.
     *
     * @param count texts for each fact; 0 for none
     * @return the strategy
     * @throws io.github.modeleditor.api.error.InvalidConfigurationException if the count is negative
     */
    static OwnNeighbours ownNeighbours(int count) {
        return OwnNeighbours.defaults(count);
    }

    /**
     * For everything else: texts that the unedited model writes, about anything.
     *
     * @param count texts for each fact; 0 for none
     * @return the strategy
     * @throws io.github.modeleditor.api.error.InvalidConfigurationException if the count is negative
     */
    static SelfReplay selfReplay(int count) {
        return SelfReplay.defaults(count);
    }

    /**
     * For what a fact takes the place of: beside each other all that it makes unlikely stays as likely as it was.
     *
     * @return the strategy
     */
    static OtherTokens otherTokens() {
        return OtherTokens.defaults();
    }

    /**
     * For what follows a fact: behind its target the model goes on as it would, with another word.
     *
     * @return the strategy
     */
    static TargetEnds targetEnds() {
        return TargetEnds.defaults();
    }
}
