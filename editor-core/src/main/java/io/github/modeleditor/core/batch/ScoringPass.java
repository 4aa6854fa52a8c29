package io.github.modeleditor.core.batch;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.core.tokens.MaskedExample;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a model about many texts: batched by length, each distinct text once, those that begin alike in one row. A batch that memory does not suffice for is
 * halved, and so are all later ones of its size. As thread-safe as its engine.
 */
public final class ScoringPass {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private final Engine engine;
    private final BatchLimits limits;
    /** Tokens of a batch that memory may suffice for, as far as is known. */
    private volatile int affordable = Integer.MAX_VALUE;

    /**
     * A scoring pass.
     *
     * @param engine what computes
     * @param limits how large a batch may be
     */
    public ScoringPass(Engine engine, BatchLimits limits) {
        this.engine = engine;
        this.limits = limits;
    }

    /**
     * Makes batches smaller from now on.
     *
     * @param tokens tokens of a batch at most, padding included; a single longer text is a batch of its own
     */
    public void limit(int tokens) {
        affordable = Math.min(affordable, tokens);
    }

    /**
     * Scores the targets of these texts: every token from {@link TokenizedText#targetStart()} on.
     *
     * @param texts what is asked; repetitions are asked once
     * @param weights the adapter, or null for the unedited model
     * @param scored hears after each batch how many distinct texts are scored
     * @return a score for each of them
     */
    public TextScores score(Collection<TokenizedText> texts, @Nullable LoraWeights weights, IntConsumer scored) {
        Map<TokenizedText, TextScore> scores = new HashMap<>();
        List<ScoredRow> rows = ScoredRow.of(texts.stream().distinct().toList());
        for (List<ScoredRow> batch : Batches.byLength(rows, ScoredRow::length, limits)) {
            scores.putAll(ScoredRow.scores(batch, answers(batch, ScoredRow::batch, weights)));
            scored.accept(scores.size());
        }
        return new TextScores(scores);
    }

    /**
     * How likely a model finds the counted tokens of each example, in one batch.
     *
     * @param examples the rows; at least one
     * @param weights the adapter, or null for the unedited model
     * @return for each example the sum over its counted tokens of log P(token | tokens before it), in nats
     */
    public double[] logLikelihoods(List<MaskedExample> examples, @Nullable LoraWeights weights) {
        // A score does not depend on what its tokens weigh.
        float[] logProbabilities = answers(
                        examples, rows -> Batches.tokenBatch(rows, new float[rows.size()], 0), weights)
                .logProbabilities();
        double[] sums = new double[examples.size()];
        int from = 0;
        for (int row = 0; row < sums.length; row++) {
            int to = from + examples.get(row).targets();
            sums[row] = sum(logProbabilities, from, to);
            from = to;
        }
        return sums;
    }

    private <T> TokenScores answers(
            List<T> examples, Function<List<T>, TokenBatch> laidOut, @Nullable LoraWeights weights) {
        TokenBatch batch = laidOut.apply(examples);
        int tokens = batch.rows() * batch.columns();
        if (batch.rows() == 1 || tokens <= affordable) {
            try {
                return engine.score(batch, weights);
            } catch (DeviceMemoryException e) {
                if (batch.rows() == 1) {
                    throw e;
                }
                affordable = tokens / 2;
                LOGGER.warn("Memory ran out: a scoring pass has at most {} tokens from now on", affordable);
            }
        }
        int half = examples.size() / 2;
        TokenScores first = answers(examples.subList(0, half), laidOut, weights);
        TokenScores second = answers(examples.subList(half, examples.size()), laidOut, weights);
        return new TokenScores(
                Floats.concat(first.logProbabilities(), second.logProbabilities()),
                Ints.concat(first.predicted(), second.predicted()));
    }

    private static double sum(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }
}
