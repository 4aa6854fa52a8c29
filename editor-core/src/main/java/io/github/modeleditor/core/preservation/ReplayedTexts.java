package io.github.modeleditor.core.preservation;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Texts that one unedited model wrote to be held to, the last lists: they do not depend on the facts, so the edits of a session share
 * them. Thread-safe; two that ask at the same time may both let the model write.
 */
public final class ReplayedTexts {
    private static final int KEPT = 4;

    private final Cache<Wanted, List<HeldText>> kept =
            CacheBuilder.newBuilder().maximumSize(KEPT).build();

    /** A store with nothing in it. */
    public ReplayedTexts() {}

    /**
     * What texts depend on.
     *
     * @param count how many
     * @param tokens the length of each
     * @param openings whether every other one goes on from one
     * @param seed where the randomness comes from
     */
    record Wanted(int count, int tokens, boolean openings, long seed) {}

    List<HeldText> of(Wanted wanted, Supplier<List<HeldText>> written) {
        @Nullable List<HeldText> texts = kept.getIfPresent(wanted);
        if (texts == null) {
            texts = List.copyOf(written.get());
            kept.put(wanted, texts);
        }
        return texts;
    }
}
