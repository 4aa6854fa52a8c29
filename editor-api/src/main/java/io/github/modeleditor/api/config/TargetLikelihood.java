package io.github.modeleditor.api.config;

import java.util.Arrays;
import java.util.List;

/**
 * The mean negative log-likelihood of the tokens that count: with l the log-likelihood of a text's target and n the counted
 * tokens of all of them, {@code loss = - sum(l) / n}. It needs no pass to find the slopes, which are {@code -1 / n}, and an
 * engine takes none.
 *
 * @see Objective#likelihood()
 */
public record TargetLikelihood() implements Objective {
    @Override
    public Loss of(List<Text> texts) {
        int tokens = texts.stream().mapToInt(text -> text.target().tokens()).sum();
        double[] slopes = new double[texts.size()];
        Arrays.fill(slopes, -1.0 / tokens);
        double sum = texts.stream().mapToDouble(text -> text.target().current()).sum();
        return new Loss(-sum / tokens, slopes, new double[texts.size()]);
    }
}
