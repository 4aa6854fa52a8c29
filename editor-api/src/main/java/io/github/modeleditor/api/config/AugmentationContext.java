package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
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
}
