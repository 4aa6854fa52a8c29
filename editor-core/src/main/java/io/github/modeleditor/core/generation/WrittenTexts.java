package io.github.modeleditor.core.generation;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multiset;
import com.google.common.primitives.ImmutableIntArray;
import io.github.modeleditor.api.config.GenerationConfig;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What one unedited model wrote, the last texts: what an edit asks for, its measurement and the edits behind it mostly ask for, too.
 * Thread-safe; two that ask at the same time may both let the model write.
 */
public final class WrittenTexts {
    private static final int KEPT_SAMPLES = 64;
    private static final int KEPT_PROMPTS = 4096;

    private final Cache<Sampled, List<String>> samples =
            CacheBuilder.newBuilder().maximumSize(KEPT_SAMPLES).build();

    private final Cache<Begun, List<String>> continuations =
            CacheBuilder.newBuilder().maximumSize(KEPT_PROMPTS).build();

    /** A store with nothing in it. */
    public WrittenTexts() {}

    private record Sampled(int count, int tokens, long seed) {}

    private record Begun(ImmutableIntArray prompt, GenerationConfig config) {}

    /**
     * Texts of a length that the model begins itself, made up once for each seed.
     *
     * @param generator of the open model, always the same one's
     * @param count how many
     * @param tokens the length of each
     * @param seed where the randomness comes from
     * @return what {@link TextGenerator#sample} gives
     */
    public List<String> samples(TextGenerator generator, int count, int tokens, long seed) {
        Sampled wanted = new Sampled(count, tokens, seed);
        @Nullable List<String> texts = samples.getIfPresent(wanted);
        if (texts == null) {
            texts = generator.sample(count, tokens, new Random(seed));
            samples.put(wanted, texts);
        }
        return texts;
    }

    /**
     * What the model adds to prompts, written once for each of them; as often as one is there, so many texts.
     *
     * @param generator of the open model, always the same one's
     * @param prompts the tokens of each
     * @param config how
     * @return what {@link TextGenerator#generate} gives, without the finish
     */
    public List<String> continuations(TextGenerator generator, List<int[]> prompts, GenerationConfig config) {
        List<Begun> begun = prompts.stream()
                .map(prompt -> new Begun(ImmutableIntArray.copyOf(prompt), config))
                .toList();
        Multiset<Begun> wanted = HashMultiset.create(begun);
        ListMultimap<Begun, String> texts = ArrayListMultimap.create();
        for (Begun each : wanted.elementSet()) {
            @Nullable List<String> before = continuations.getIfPresent(each);
            if (before != null && before.size() >= wanted.count(each)) {
                texts.putAll(each, before);
            }
        }
        List<Begun> fresh =
                begun.stream().filter(each -> !texts.containsKey(each)).toList();
        List<GeneratedText> added = generator.generate(
                fresh.stream().map(each -> each.prompt().toArray()).toList(), config, null);
        for (int i = 0; i < added.size(); i++) {
            texts.put(fresh.get(i), added.get(i).text());
        }
        fresh.forEach(each -> continuations.put(each, List.copyOf(texts.get(each))));
        Multiset<Begun> given = HashMultiset.create();
        return begun.stream()
                .map(each -> texts.get(each).get(given.add(each, 1)))
                .toList();
    }
}
