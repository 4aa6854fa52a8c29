package io.github.modeleditor.core.generation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Nucleus sampling at temperature 1: a token is drawn from the smallest set of most likely tokens whose probabilities sum
 * to at least p, in proportion to them.
 *
 * @see <a href="https://arxiv.org/abs/1904.09751">The Curious Case of Neural Text Degeneration, section 3.1</a>
 */
final class Nucleus {
    private Nucleus() {}

    static int draw(float[] logits, double mass, RandomGenerator random) {
        double[] probabilities = softmax(logits);
        // All tokens below this threshold together weigh less than 1 - mass, so none of them is in the nucleus.
        double threshold = (1 - mass) / logits.length;
        long[] ranked = new long[logits.length];
        int candidates = 0;
        for (int token = 0; token < logits.length; token++) {
            if (probabilities[token] >= threshold) {
                ranked[candidates++] = rank(probabilities[token], token);
            }
        }
        Arrays.sort(ranked, 0, candidates);
        double total = 0;
        int size = 0;
        while (size < candidates && total < mass) {
            total += probabilities[(int) ranked[size++]];
        }
        double left = random.nextDouble() * total;
        int chosen = 0;
        while (chosen < size - 1 && left >= probabilities[(int) ranked[chosen]]) {
            left -= probabilities[(int) ranked[chosen++]];
        }
        return (int) ranked[chosen];
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
