package io.github.modeleditor.core.augmentation;

import com.google.common.base.Suppliers;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Samples from the unedited model: for each length {@code 8} texts a fact but at least 16 and at most 64, since the facts share
 * them. The samples of a length depend on the seed alone, not on what was drawn or sampled before. Used by one
 * thread.
 */
public final class SamplingContext implements AugmentationContext {
    private static final int SAMPLES_PER_FACT = 8;
    private static final int FEWEST_SAMPLES = 16;
    private static final int MOST_SAMPLES = 64;

    private final List<Fact> facts;
    private final long seed;
    private final TextGenerator generator;
    private final WrittenTexts written;
    // Its algorithm is specified, so that a seed gives the same texts on every JVM.
    private final RandomGenerator random;
    /** By identity: comparing thousands of texts for each fact would cost more than it saves. */
    private final IdentityHashMap<List<TrainingText>, FactPool> pools = new IdentityHashMap<>();

    private final Supplier<EditedSubjects> edited;

    /**
     * A context for one edit.
     *
     * @param facts what is taught
     * @param seed where all randomness comes from
     * @param generator of the open model
     * @param written what that model wrote for other edits
     */
    public SamplingContext(List<Fact> facts, long seed, TextGenerator generator, WrittenTexts written) {
        this.facts = List.copyOf(facts);
        this.seed = seed;
        this.generator = generator;
        this.written = written;
        this.random = new Random(seed);
        this.edited = Suppliers.memoize(() -> new EditedSubjects(this.facts));
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public List<Fact> facts() {
        return facts;
    }

    @Override
    public List<String> samples(int tokens) {
        return written.samples(generator, count(), tokens, seed + tokens);
    }

    @Override
    public List<TrainingText> unrelated(List<TrainingText> pool) {
        return pool(pool).unrelated();
    }

    @Override
    public List<TrainingText> nearest(String prompt, List<TrainingText> pool, int count) {
        return pool(pool).nearest(prompt, count);
    }

    private FactPool pool(List<TrainingText> texts) {
        return pools.computeIfAbsent(texts, pool -> new FactPool(pool, edited.get()));
    }

    private int count() {
        long wanted = (long) SAMPLES_PER_FACT * facts.size();
        return (int) Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, wanted));
    }
}
