package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.Objects;

/**
 * For locality: facts that have nothing to do with the edit, drawn at random for each fact, none twice for the same
 * one. Left out is what {@link AugmentationContext#unrelated} leaves out; where too little is left, the edit is refused with
 * an {@link io.github.modeleditor.api.error.InvalidConfigurationException}.
 *
 * @param pool what is true and should stay so; each text once
 * @param count texts for each fact; at least 0
 * @see Augmentation#randomFacts
 */
public record RandomFacts(List<TrainingText> pool, int count) implements Augmentation {
    public RandomFacts {
        Objects.requireNonNull(pool, "pool");
        Settings.require(count >= 0, "The number of random facts", count, "0 or more");
        pool = pool.stream().distinct().toList();
    }

    @Override
    public List<TrainingText> augment(Fact fact, AugmentationContext context) {
        List<TrainingText> unrelated = context.unrelated(pool);
        Settings.requireEnough(pool, unrelated.size(), count);
        return Draws.distinct(unrelated.size(), count, context.random())
                .mapToObj(unrelated::get)
                .toList();
    }

    /** Without the pool, which may be large. */
    @Override
    public String toString() {
        return "RandomFacts[pool of " + pool.size() + ", count=" + count + "]";
    }
}
