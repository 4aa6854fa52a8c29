package io.github.modeleditor.core.augmentation;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Distinct statements to choose from, and which of them an edit may train on. Thread-safe. */
final class FactPool {
    private final List<TrainingText> texts;
    /** Found once for each edit, since an augmentation is called for each fact. */
    private final LoadingCache<AugmentationContext, int[]> unrelated =
            CacheBuilder.newBuilder().weakKeys().build(CacheLoader.from(this::findUnrelated));

    FactPool(Collection<TrainingText> texts) {
        this.texts = texts.stream().distinct().toList();
    }

    List<TrainingText> texts() {
        return texts;
    }

    /**
     * The places of the texts that have nothing to do with the edited facts, ascending.
     *
     * @param context the edit
     * @param count how many are needed
     */
    int[] unrelatedTo(AugmentationContext context, int count) {
        int[] found = unrelated.getUnchecked(context);
        if (found.length < count) {
            throw new InvalidConfigurationException("Of the pool's " + texts.size() + " distinct facts "
                    + found.length + " have nothing to do with the edited ones, but each edit is to be trained beside "
                    + count + ". Give a larger pool, or ask for fewer.");
        }
        return found;
    }

    private int[] findUnrelated(AugmentationContext context) {
        EditedSubjects edited = new EditedSubjects(context.facts());
        return IntStream.range(0, texts.size())
                .filter(place -> !edited.concern(texts.get(place).prompt()))
                .toArray();
    }
}
