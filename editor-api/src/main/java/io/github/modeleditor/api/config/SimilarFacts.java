package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.Objects;

/**
 * For locality where it is hardest: the facts whose prompts are nearest to the fact's own by TF-IDF cosine, the nearest
 * first; of equally near ones that which comes first in the pool. Left out is what {@link AugmentationContext#unrelated}
 * leaves out; where too little is left, the edit is refused with an {@link
 * io.github.modeleditor.api.error.InvalidConfigurationException}.
 *
 * @param pool what is true and should stay so; each text once
 * @param count texts for each fact; at least 0
 * @see Augmentation#similarFacts
 */
public record SimilarFacts(List<TrainingText> pool, int count) implements Augmentation {
    public SimilarFacts {
        Objects.requireNonNull(pool, "pool");
        Settings.require(count >= 0, "The number of similar facts", count, "0 or more");
        pool = pool.stream().distinct().toList();
    }

    @Override
    public List<TrainingText> augment(Fact fact, AugmentationContext context) {
        Settings.requireEnough(pool, context.unrelated(pool).size(), count);
        return context.nearest(fact.prompt(), pool, count);
    }

    /** Without the pool, which may be large. */
    @Override
    public String toString() {
        return "SimilarFacts[pool of " + pool.size() + ", count=" + count + "]";
    }
}
