package io.github.modeleditor.core.metric;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Fluency: how varied a text is. With H_n the base-2 entropy of the frequencies of a text's n-grams of words, it is
 * {@code (2/3 H_2 + 4/3 H_3) / 2}. A model that repeats itself has less.
 *
 * @see <a href="https://arxiv.org/abs/2202.05262">Locating and Editing Factual Associations in GPT, GE</a>, after <a
 *     href="https://arxiv.org/abs/1809.05972">Generating Informative and Diverse Conversational Responses</a>
 */
public final class NgramEntropy {
    private static final Pattern WORD = Pattern.compile("\\w+|[^\\w\\s]", Pattern.UNICODE_CHARACTER_CLASS);

    private NgramEntropy() {}

    /**
     * The fluency of a text.
     *
     * @param text any text; its words are runs of letters, digits and underscores, and every other visible character alone
     * @return bits; 0 for a text of fewer than three words at most
     */
    public static double of(String text) {
        List<String> words =
                WORD.matcher(text).results().map(MatchResult::group).toList();
        return (2.0 / 3 * entropy(words, 2) + 4.0 / 3 * entropy(words, 3)) / 2;
    }

    private static double entropy(List<String> words, int length) {
        Multiset<List<String>> counts = HashMultiset.create();
        for (int from = 0; from + length <= words.size(); from++) {
            counts.add(new ArrayList<>(words.subList(from, from + length)));
        }
        double entropy = 0;
        for (Multiset.Entry<List<String>> entry : counts.entrySet()) {
            double share = (double) entry.getCount() / counts.size();
            entropy -= share * Math.log(share) / Math.log(2);
        }
        return entropy;
    }
}
