package io.github.modeleditor.core.generation;

import java.util.Arrays;
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
    /** The nucleus of a distribution given by its logits; an infinitely low logit is an impossible token. */
    static Nucleus of(float[] logits, double mass) {
        double[] all = softmax(logits);
        // All tokens below this threshold together weigh less than 1 - mass, so none of them is in the nucleus.
        double threshold = (1 - mass) / logits.length;
        long[] ranked = new long[logits.length];
        int candidates = 0;
        for (int token = 0; token < logits.length; token++) {
            if (all[token] > 0 && all[token] >= threshold) {
                ranked[candidates++] = rank(all[token], token);
            }
        }
        Arrays.sort(ranked, 0, candidates);
        int[] tokens = new int[candidates];
        double[] probabilities = new double[candidates];
        double total = 0;
        int size = 0;
        while (size < candidates && total < mass) {
            tokens[size] = (int) ranked[size];
            probabilities[size] = all[tokens[size]];
            total += probabilities[size++];
        }
        return new Nucleus(Arrays.copyOf(tokens, size), Arrays.copyOf(probabilities, size), total);
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

    private static double[] softmax(float[] logits) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            maximum = Math.max(maximum, logit);
        }
        double[] probabilities = new double[logits.length];
        double total = 0;
        for (int token = 0; token < logits.length; token++) {
            probabilities[token] = Math.exp(logits[token] - maximum);
            total += probabilities[token];
        }
        for (int token = 0; token < logits.length; token++) {
            probabilities[token] /= total;
        }
        return probabilities;
    }
}
