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
        Softmax softmax = Softmax.of(logits);
        long[] ranked = ranked(logits, softmax, mass);
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

    /** Tokens that may be in the nucleus, by falling probability. */
    private static long[] ranked(float[] logits, Softmax softmax, double mass) {
        // All tokens below this threshold together weigh less than 1 - mass, so none of them is in the nucleus.
        double threshold = (1 - mass) / logits.length;
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
