package io.github.modeleditor.core.metric;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Consistency: how much a text speaks of what another speaks of. A text is a vector over the words of some reference texts;
 * a word that occurs c times in it, and in d of n references, has the weight {@code c (ln((1 + n) / (1 + d)) + 1)}. Words
 * that no reference has are left out. These are scikit-learn's defaults.
 *
 * @see <a href="https://arxiv.org/abs/2202.05262">Locating and Editing Factual Associations in GPT, RS</a>
 */
public final class TfIdf {
    private static final Pattern WORD = Pattern.compile("\\b\\w\\w+\\b", Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Double> weights = new HashMap<>();

    /**
     * The weights of words.
     *
     * @param references the texts that tell how common a word is
     */
    public TfIdf(Collection<String> references) {
        Multiset<String> documents = HashMultiset.create();
        references.forEach(reference -> documents.addAll(new HashSet<>(words(reference))));
        for (Multiset.Entry<String> word : documents.entrySet()) {
            weights.put(word.getElement(), Math.log((1.0 + references.size()) / (1.0 + word.getCount())) + 1);
        }
    }

    /**
     * The cosine of two texts' vectors.
     *
     * @param first a text
     * @param second another
     * @return 0 to 1; 0 where one of them has no word of any reference
     */
    public double cosine(String first, String second) {
        Map<String, Double> one = vector(first);
        Map<String, Double> other = vector(second);
        double product = one.entrySet().stream()
                .mapToDouble(entry -> entry.getValue() * other.getOrDefault(entry.getKey(), 0.0))
                .sum();
        double norms = norm(one) * norm(other);
        return norms == 0 ? 0 : product / norms;
    }

    private Map<String, Double> vector(String text) {
        Map<String, Double> vector = new HashMap<>();
        for (Multiset.Entry<String> word : words(text).entrySet()) {
            Double weight = weights.get(word.getElement());
            if (weight != null) {
                vector.put(word.getElement(), word.getCount() * weight);
            }
        }
        return vector;
    }

    private static double norm(Map<String, Double> vector) {
        return Math.sqrt(
                vector.values().stream().mapToDouble(weight -> weight * weight).sum());
    }

    private static Multiset<String> words(String text) {
        Multiset<String> words = HashMultiset.create();
        WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .forEach(words::add);
        return words;
    }
}
