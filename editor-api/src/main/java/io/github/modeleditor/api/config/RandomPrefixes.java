package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * For generalization: the same prompt behind texts that the unedited model made up, as {@code prefix + ". " + prompt}.
 * Half of the prefixes are 5 tokens long, the odd one among them, the others 10. A prefix comes twice for one fact only
 * when all samples of its length were used.
 *
 * @param count texts for each fact; at least 0
 * @see Augmentation#randomPrefixes(int)
 */
public record RandomPrefixes(int count) implements Augmentation {
    private static final int SHORT_PREFIX = 5;
    private static final int LONG_PREFIX = 10;

    public RandomPrefixes {
        Settings.require(count >= 0, "The number of random prefixes", count, "0 or more");
    }

    @Override
    public List<TrainingText> augment(Fact fact, AugmentationContext context) {
        int longPrefixes = count / 2;
        return Stream.of(
                        prefixed(fact, context, SHORT_PREFIX, count - longPrefixes),
                        prefixed(fact, context, LONG_PREFIX, longPrefixes))
                .flatMap(List::stream)
                .toList();
    }

    private static List<TrainingText> prefixed(Fact fact, AugmentationContext context, int tokens, int count) {
        if (count == 0) {
            return List.of();
        }
        List<String> samples = context.samples(tokens);
        int rounds = count / samples.size();
        IntStream all = IntStream.range(0, rounds * samples.size()).map(place -> place % samples.size());
        IntStream drawn = Draws.distinct(samples.size(), count - rounds * samples.size(), context.random());
        return IntStream.concat(all, drawn)
                .mapToObj(place ->
                        new TrainingText(samples.get(place) + ". " + fact.prompt(), fact.target(), fact.form()))
                .toList();
    }
}
