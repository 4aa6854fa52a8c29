package io.github.modeleditor.core.augmentation;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.modeleditor.core.generation.TextGenerator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What one unedited model made up, the last lists: the edits of a session mostly ask for the same. Thread-safe; two that
 * ask at the same time may both let the model write.
 */
public final class SampledTexts {
    private static final int KEPT = 64;

    private final Cache<Wanted, List<String>> kept =
            CacheBuilder.newBuilder().maximumSize(KEPT).build();

    /** A store with nothing in it. */
    public SampledTexts() {}

    private record Wanted(int count, int tokens, long seed) {}

    /**
     * Texts of a length, made up once for each seed.
     *
     * @param generator of the open model, always the same one's
     * @param count how many
     * @param tokens the length of each
     * @param seed where the randomness comes from
     * @return what {@link TextGenerator#sample} gives
     */
    List<String> of(TextGenerator generator, int count, int tokens, long seed) {
        Wanted wanted = new Wanted(count, tokens, seed);
        @Nullable List<String> texts = kept.getIfPresent(wanted);
        if (texts == null) {
            texts = generator.sample(count, tokens, new Random(seed + tokens));
            kept.put(wanted, texts);
        }
        return texts;
    }
}
