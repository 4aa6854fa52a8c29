package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.Tokenizer;
import io.github.modeleditor.core.generation.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How far an edit moved the model on texts that it is not about: perplexity before and after, and KL(unedited || edited) of
 * the distribution of each token after the first, teacher-forced.
 *
 * <p>Both distributions are needed whole, which for one token is as much as the vocabulary. So they are neither kept nor
 * cached: the unedited model is asked beside the edited one, some places at a time.
 */
public final class Drift {
    private static final int LOGITS_AT_ONCE = 1 << 22;
    private static final int QUOTED = 40;

    private final Engine engine;
    private final List<int[]> texts = new ArrayList<>();

    /**
     * What is to be measured.
     *
     * @param engine the open model
     * @param texts what no edit is about
     * @throws InvalidConfigurationException if a text has fewer than two tokens, or more than the model takes
     */
    public Drift(Engine engine, List<String> texts) {
        this.engine = engine;
        ModelDescription model = engine.description();
        Tokenizer tokenizer = engine.tokenizer();
        for (String text : texts) {
            int[] tokens = tokenizer.encode(text, true);
            if (tokens.length < 2 || tokens.length > model.maximumPositions()) {
                throw new InvalidConfigurationException("The drift text \""
                        + (text.length() > QUOTED ? text.substring(0, QUOTED) + "..." : text) + "\" has "
                        + tokens.length + " tokens. Give texts of 2 to " + model.maximumPositions()
                        + " tokens; split longer ones.");
            }
            this.texts.add(tokens);
        }
    }

    /**
     * What was measured; NaN and empty where there are no texts.
     *
     * @param perplexity exp of the mean negative log-likelihood of all tokens
     * @param klDivergence the mean over all tokens, in nats
     * @param klDivergences the mean over the tokens of each text, in nats
     */
    public record Result(Change perplexity, double klDivergence, List<Double> klDivergences) {
        public Result {
            klDivergences = List.copyOf(klDivergences);
        }
    }

    /**
     * How many texts there are.
     *
     * @return their number
     */
    public int size() {
        return texts.size();
    }

    /**
     * Asks the unedited and the edited model.
     *
     * @param weights the adapter, or null for the unedited model, which does not differ from itself
     * @param asked hears after each text how many are behind
     * @return how they differ
     */
    public Result measure(@Nullable LoraWeights weights, IntConsumer asked) {
        List<Double> divergences = new ArrayList<>();
        Sums total = new Sums();
        for (int[] text : texts) {
            Sums sums = measure(text, weights);
            divergences.add(sums.divergence / sums.tokens);
            total.add(sums);
            asked.accept(divergences.size());
        }
        return new Result(
                new Change(Math.exp(total.lossBefore / total.tokens), Math.exp(total.lossAfter / total.tokens)),
                total.divergence / total.tokens,
                divergences);
    }

    private Sums measure(int[] text, @Nullable LoraWeights weights) {
        Sums sums = new Sums();
        int places = Math.max(1, LOGITS_AT_ONCE / engine.description().vocabularySize());
        for (int from = 0; from < text.length - 1; from += places) {
            int to = Math.min(from + places, text.length - 1);
            // What stands behind the places does not matter.
            TokenBatch batch = TokenBatch.targets(List.of(Arrays.copyOf(text, to + 1)), new int[] {from + 1}, 1);
            float[][] before = engine.logits(batch, null);
            float[][] after = weights == null ? before : engine.logits(batch, weights);
            for (int i = 0; i < before.length; i++) {
                sums.add(logSoftmax(before[i]), logSoftmax(after[i]), text[from + i + 1]);
            }
        }
        return sums;
    }

    private static double[] logSoftmax(float[] logits) {
        double shift = Softmax.of(logits).logSumExp();
        double[] result = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            result[i] = logits[i] - shift;
        }
        return result;
    }

    /** Sums over tokens. */
    private static final class Sums {
        private double lossBefore;
        private double lossAfter;
        private double divergence;
        private long tokens;

        void add(double[] before, double[] after, int token) {
            lossBefore -= before[token];
            lossAfter -= after[token];
            for (int i = 0; i < before.length; i++) {
                divergence += Math.exp(before[i]) * (before[i] - after[i]);
            }
            tokens++;
        }

        void add(Sums other) {
            lossBefore += other.lossBefore;
            lossAfter += other.lossAfter;
            divergence += other.divergence;
            tokens += other.tokens;
        }
    }
}
