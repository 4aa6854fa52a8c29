package io.github.modeleditor.core.generation;

import io.github.modeleditor.core.engine.Softmax;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * The smallest set of most likely tokens whose probabilities sum to at least p.
 *
 * @param tokens token ids by falling probability, equally likely ones by id; at least one
 * @param probabilities their probabilities among all tokens of the vocabulary
 * @param total the sum of these probabilities
 * @see <a href="https://arxiv.org/abs/1904.09751">The Curious Case of Neural Text Degeneration, section 3.1</a>
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of sampling; never compared
record Nucleus(int[] tokens, double[] probabilities, double total) {
    /** Hardly any draw from a whole distribution of a language model goes below. */
    private static final double SELDOM_DRAWN = 1e-5;

    /** The nucleus of a distribution given by its logits; an infinitely low logit is an impossible token. */
    static Nucleus of(float[] logits, double mass) {
        Softmax softmax = Softmax.of(logits);
        // All tokens below this threshold together weigh less than 1 - mass, so none of them is in the nucleus.
        long[] ranked = ranked(logits, softmax, (1 - mass) / logits.length);
        int size = 0;
        double total = 0;
        while (size < ranked.length && total < mass) {
            total += softmax.probability(logits[(int) ranked[size++]]);
        }
        int[] tokens = new int[size];
        double[] probabilities = new double[size];
        for (int i = 0; i < size; i++) {
            tokens[i] = (int) ranked[i];
            probabilities[i] = softmax.probability(logits[tokens[i]]);
        }
        return new Nucleus(tokens, probabilities, total);
    }

    /**
     * Draws from the nucleus of a distribution. Where that is all of it, only tokens that are drawn now and then are put in order:
     * to sort a vocabulary takes longer than to compute its logits.
     */
    static int draw(float[] logits, double mass, RandomGenerator random) {
        if (mass < 1) {
            return of(logits, mass).draw(random);
        }
        Softmax softmax = Softmax.of(logits);
        double drawn = random.nextDouble();
        OptionalInt often = at(drawn, logits, softmax, ranked(logits, softmax, SELDOM_DRAWN));
        if (often.isPresent()) {
            return often.getAsInt();
        }
        long[] all = ranked(logits, softmax, 0);
        return at(drawn, logits, softmax, all).orElse((int) all[all.length - 1]);
    }

    /** The token at which the probabilities of those before it and its own exceed what was drawn. */
    private static OptionalInt at(double drawn, float[] logits, Softmax softmax, long[] ranked) {
        double left = drawn;
        for (long rank : ranked) {
            double probability = softmax.probability(logits[(int) rank]);
            if (left < probability) {
                return OptionalInt.of((int) rank);
            }
            left -= probability;
        }
        return OptionalInt.empty();
    }

    /** Tokens of some probability or more, by falling probability. */
    private static long[] ranked(float[] logits, Softmax softmax, double threshold) {
        double lowest = softmax.logit(threshold);
        int candidates = 0;
        for (float logit : logits) {
            candidates += logit >= lowest ? 1 : 0;
        }
        long[] ranked = new long[candidates];
        int possible = 0;
        for (int token = 0; token < logits.length; token++) {
            if (logits[token] >= lowest) {
                double probability = softmax.probability(logits[token]);
                if (probability > 0) {
                    ranked[possible++] = rank(probability, token);
                }
            }
        }
        Arrays.sort(ranked, 0, possible);
        return possible == candidates ? ranked : Arrays.copyOf(ranked, possible);
    }

    /** A token of the nucleus, each in proportion to its probability. */
    int draw(RandomGenerator random) {
        double left = random.nextDouble() * total;
        int chosen = 0;
        while (chosen < tokens.length - 1 && left >= probabilities[chosen]) {
            left -= probabilities[chosen++];
        }
        return tokens[chosen];
    }

    /** Sorts by falling probability, then by token: the bits of a float from 0 to 1 rise as it does. */
    private static long rank(double probability, int token) {
        return ((long) ~Float.floatToRawIntBits((float) probability) << Integer.SIZE) | token;
    }
}
