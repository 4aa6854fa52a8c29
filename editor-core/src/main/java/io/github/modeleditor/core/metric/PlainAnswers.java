package io.github.modeleditor.core.metric;

import com.google.common.collect.ImmutableSetMultimap;
import java.util.List;

/**
 * What one model answered where no verdict goes with it; the order is the asker's.
 *
 * @param written texts that it wrote by itself
 * @param listed names that it listed, by the subject behind which it did
 * @param completions what it says after prompts, greedily
 * @param losses the mean negative log-likelihood of the tokens of continuations, in nats
 */
public record PlainAnswers(
        List<String> written,
        ImmutableSetMultimap<String, String> listed,
        List<String> completions,
        List<Double> losses) {
    public PlainAnswers {
        written = List.copyOf(written);
        completions = List.copyOf(completions);
        losses = List.copyOf(losses);
    }
}
