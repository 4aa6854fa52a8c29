package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.Batches;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far an edit moved the model on texts that it is not about: perplexity before and after, and KL(unedited || edited) of
 * the distribution of each token after the first, teacher-forced.
 *
 * <p>Both distributions are needed whole, which for one token is as much as the vocabulary. So they are neither kept nor
 * cached: the unedited model is asked beside the edited one, some places at a time.
 */
public final class Drift {
    private static final int LOGITS_AT_ONCE = 1 << 23;
    private static final int ROWS_AT_ONCE = 64;
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
     * Texts that need not be of a length that the model takes: longer ones are cut, shorter ones left out.
     *
     * @param engine the open model
     * @param texts what no edit is about
     * @param longest tokens of a text at most
     * @return what is to be measured
     */
    public static Drift ofAnyLength(Engine engine, List<String> texts, int longest) {
        Drift drift = new Drift(engine, List.of());
        int most = Math.min(longest, engine.description().maximumPositions());
        for (String text : texts) {
            int[] tokens = engine.tokenizer().encode(text, true);
            drift.texts.add(tokens.length > most ? Arrays.copyOf(tokens, most) : tokens);
        }
        return drift;
    }

    /**
     * What was measured; NaN and empty where there are no texts.
     *
     * @param texts of each text
     */
    public record Result(List<Sums> texts) {
        public Result {
            texts = List.copyOf(texts);
        }

        /**
         * The same over some of the texts.
         *
         * @param from the first
         * @param to behind the last
         * @return what was measured on these
         */
        public Result of(int from, int to) {
            return new Result(texts.subList(from, to));
        }

        /**
         * Perplexity before and after.
         *
         * @return exp of the mean negative log-likelihood of all tokens
         */
        public Change perplexity() {
            Sums total = total();
            return new Change(Math.exp(total.lossBefore / total.tokens), Math.exp(total.lossAfter / total.tokens));
        }

        /**
         * The divergence over all texts.
         *
         * @return the mean over all tokens, in nats
         */
        public double klDivergence() {
            return total().klDivergence();
        }

        /**
         * The divergence of each text.
         *
         * @return the mean over its tokens, in nats
         */
        public List<Double> klDivergences() {
            return texts.stream().map(Sums::klDivergence).toList();
        }

        /**
         * How many tokens were judged.
         *
         * @return all but the first of each text
         */
        public int tokens() {
            return total().tokens;
        }

        private Sums total() {
            return texts.stream().reduce(Sums.NONE, Sums::plus);
        }
    }

    /**
     * Sums over tokens.
     *
     * @param tokens how many
     * @param lossBefore their negative log-likelihood before, in nats
     * @param lossAfter the same after
     * @param divergence the divergence of the distributions they were drawn from, in nats
     */
    public record Sums(int tokens, double lossBefore, double lossAfter, double divergence) {
        private static final Sums NONE = new Sums(0, 0, 0, 0);

        Sums plus(Sums other) {
            return new Sums(
                    tokens + other.tokens,
                    lossBefore + other.lossBefore,
                    lossAfter + other.lossAfter,
                    divergence + other.divergence);
        }

        double klDivergence() {
            return divergence / tokens;
        }

        /** Both distributions are made of their logits in one go: this is asked for some thousand tokens of each report. */
        static Sums of(float[] before, float[] after, int token) {
            double maximumBefore = Double.NEGATIVE_INFINITY;
            double maximumAfter = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < before.length; i++) {
                maximumBefore = Math.max(maximumBefore, before[i]);
                maximumAfter = Math.max(maximumAfter, after[i]);
            }
            double totalBefore = 0;
            double totalAfter = 0;
            double difference = 0;
            for (int i = 0; i < before.length; i++) {
                double weight = Math.exp(before[i] - maximumBefore);
                totalBefore += weight;
                totalAfter += Math.exp(after[i] - maximumAfter);
                // An impossible token counts for nothing, however impossible it is after.
                difference += weight == 0 ? 0 : weight * ((double) before[i] - after[i]);
            }
            double shiftBefore = maximumBefore + Math.log(totalBefore);
            double shiftAfter = maximumAfter + Math.log(totalAfter);
            return new Sums(
                    1,
                    shiftBefore - before[token],
                    shiftAfter - after[token],
                    difference / totalBefore - shiftBefore + shiftAfter);
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
        Sums[] sums = new Sums[texts.size()];
        Arrays.fill(sums, Sums.NONE);
        int measured = 0;
        for (List<Window> batch : Batches.byLength(windows(), Window::to, new BatchLimits(ROWS_AT_ONCE, places()))) {
            measure(batch, weights, sums);
            measured += (int) batch.stream().filter(this::isLast).count();
            asked.accept(measured);
        }
        return new Result(List.of(sums));
    }

    /**
     * Some places of a text.
     *
     * @param text its number
     * @param from the first place whose next token is judged
     * @param to behind the last
     */
    private record Window(int text, int from, int to) {}

    /** How many places are judged at once: each takes two distributions over the vocabulary. */
    private int places() {
        return Math.max(1, LOGITS_AT_ONCE / engine.description().vocabularySize());
    }

    private List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        for (int text = 0; text < texts.size(); text++) {
            int end = texts.get(text).length - 1;
            for (int from = 0; from < end; from += places()) {
                windows.add(new Window(text, from, Math.min(from + places(), end)));
            }
        }
        return windows;
    }

    private boolean isLast(Window window) {
        return window.to() == texts.get(window.text()).length - 1;
    }

    private void measure(List<Window> windows, @Nullable LoraWeights weights, Sums[] sums) {
        // What stands behind the places does not matter.
        TokenBatch batch = TokenBatch.targets(
                windows.stream()
                        .map(window -> Arrays.copyOf(texts.get(window.text()), window.to() + 1))
                        .toList(),
                windows.stream().mapToInt(window -> window.from() + 1).toArray(),
                1);
        float[][] before = engine.logits(batch, null);
        float[][] after = weights == null ? before : engine.logits(batch, weights);
        int first = 0;
        for (Window window : windows) {
            int row = first - window.from();
            int[] text = texts.get(window.text());
            List<Sums> judged = IntStream.range(window.from(), window.to())
                    .parallel()
                    .mapToObj(place -> Sums.of(before[row + place], after[row + place], text[place + 1]))
                    .toList();
            for (Sums place : judged) {
                sums[window.text()] = sums[window.text()].plus(place);
            }
            first += window.to() - window.from();
        }
    }
}
