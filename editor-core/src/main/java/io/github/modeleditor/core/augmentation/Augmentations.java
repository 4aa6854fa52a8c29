package io.github.modeleditor.core.augmentation;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The strategies of the paper. Each may serve any number of edits, at the same time too.
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
 */
public final class Augmentations {
    private static final int SHORT_PREFIX = 5;
    private static final int LONG_PREFIX = 10;

    private Augmentations() {}

    /**
     * For generalization: the same prompt behind texts that the unedited model made up, as {@code prefix + ". " + prompt}.
     * Half of the prefixes are 5 tokens long, the odd one among them, the others 10. A prefix comes twice for one fact only
     * when all samples of its length were used.
     *
     * @param count texts for each fact; 0 for none
     * @return the strategy
     * @throws InvalidConfigurationException if the count is negative
     */
    public static Augmentation randomPrefixes(int count) {
        requireCount("random prefixes", count);
        int longPrefixes = count / 2;
        return (fact, context) -> ImmutableList.<TrainingText>builder()
                .addAll(prefixed(fact, context, SHORT_PREFIX, count - longPrefixes))
                .addAll(prefixed(fact, context, LONG_PREFIX, longPrefixes))
                .build();
    }

    /**
     * For generalization: the fact's paraphrases, those held out excepted.
     *
     * @return the strategy
     */
    public static Augmentation paraphrases() {
        return (fact, context) -> fact.paraphrases().stream()
                .map(paraphrase -> new TrainingText(paraphrase, fact.target(), fact.form()))
                .toList();
    }

    /**
     * For locality: facts that have nothing to do with the edit, drawn at random for each fact, none twice for the same
     * one. Left out is whatever has a prompt of an edited fact, be it trained or kept for measuring, or mentions an edited
     * subject.
     *
     * @param pool what is true and should stay so
     * @param count texts for each fact; 0 for none
     * @return the strategy; it throws an {@link InvalidConfigurationException} when too little of the pool is left
     * @throws InvalidConfigurationException if the count is negative
     */
    public static Augmentation randomFacts(List<TrainingText> pool, int count) {
        requireCount("random facts", count);
        FactPool facts = new FactPool(pool);
        return (fact, context) -> {
            int[] unrelated = facts.unrelatedTo(context, count);
            return distinct(unrelated.length, count, context.random())
                    .mapToObj(place -> facts.texts().get(unrelated[place]))
                    .toList();
        };
    }

    /**
     * For locality where it is hardest: the facts whose prompts are nearest to the fact's own by TF-IDF cosine, the nearest
     * first; of equally near ones that which comes first in the pool. Left out is what {@link #randomFacts} leaves out.
     *
     * @param pool what is true and should stay so
     * @param count texts for each fact; 0 for none
     * @return the strategy; it throws an {@link InvalidConfigurationException} when too little of the pool is left
     * @throws InvalidConfigurationException if the count is negative
     */
    public static Augmentation similarFacts(List<TrainingText> pool, int count) {
        requireCount("similar facts", count);
        FactPool facts = new FactPool(pool);
        Supplier<SimilarityIndex> index = Suppliers.memoize(() -> new SimilarityIndex(
                facts.texts().stream().map(TrainingText::prompt).toList()));
        return (fact, context) -> {
            int[] unrelated = facts.unrelatedTo(context, count);
            return index.get().nearest(fact.prompt(), unrelated, count).stream()
                    .map(facts.texts()::get)
                    .toList();
        };
    }

    private static List<TrainingText> prefixed(Fact fact, AugmentationContext context, int tokens, int count) {
        if (count == 0) {
            return List.of();
        }
        List<String> samples = context.samples(tokens);
        int rounds = count / samples.size();
        IntStream all = IntStream.range(0, rounds * samples.size()).map(place -> place % samples.size());
        IntStream drawn = distinct(samples.size(), count - rounds * samples.size(), context.random());
        return IntStream.concat(all, drawn)
                .mapToObj(place ->
                        new TrainingText(samples.get(place) + ". " + fact.prompt(), fact.target(), fact.form()))
                .toList();
    }

    private static IntStream distinct(int bound, int count, RandomGenerator random) {
        return count == 0 ? IntStream.empty() : random.ints(0, bound).distinct().limit(count);
    }

    private static void requireCount(String what, int count) {
        if (count < 0) {
            throw new InvalidConfigurationException(
                    "The number of " + what + " is " + count + ". Set it to 0 or more.");
        }
    }
}
