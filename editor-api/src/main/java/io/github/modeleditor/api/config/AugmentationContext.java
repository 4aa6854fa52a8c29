package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.random.RandomGenerator;

/** What an {@link Augmentation} may draw on while it makes the texts of one edit. Used by one thread. */
public interface AugmentationContext {
    /**
     * The randomness of this edit; derived from the training seed.
     *
     * @return the generator, the same at each call
     */
    RandomGenerator random();

    /**
     * The facts of this edit.
     *
     * @return all of them, in the caller's order
     */
    List<Fact> facts();

    /**
     * Texts sampled from the unedited model, from its begin-of-text token, nucleus p = 0.95, temperature 1; each is one
     * line without surrounding white space, and none is empty. They are sampled once for each length and kept.
     *
     * @param tokens the length of each sample in tokens; at least 1
     * @return the samples; at least one
     */
    List<String> samples(int tokens);

    /**
     * What of a pool may be trained as if the edit had nothing to do with it. Left out is whatever has a prompt of an edited
     * fact, be it trained or kept for measuring, or mentions an edited subject. Found once for each pool.
     *
     * @param pool what is true and should stay so; the same list for the same pool, since it is told apart by identity
     * @return the texts without relation, in the pool's order
     */
    List<TrainingText> unrelated(List<TrainingText> pool);

    /**
     * Of the {@linkplain #unrelated unrelated} texts those whose prompts are nearest to a prompt, by TF-IDF cosine.
     *
     * @param prompt what they should be near to
     * @param pool what is true and should stay so; the same list for the same pool
     * @param count how many at most
     * @return the nearest first; of equally near ones that which comes first in the pool
     */
    List<TrainingText> nearest(String prompt, List<TrainingText> pool, int count);
}
