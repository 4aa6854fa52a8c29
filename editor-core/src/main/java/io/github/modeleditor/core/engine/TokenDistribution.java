package io.github.modeleditor.core.engine;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What may come next, as far as it is named: some tokens with their probabilities, and the rest, which is shared by all others in
 * a way that is not said. Immutable as long as nobody writes into its arrays.
 *
 * @param tokens token ids; at least one, each at most once
 * @param probabilities of each; above 0, and not more than 1 together but for rounding
 */
@SuppressWarnings("ArrayRecordComponent") // there is one for each token of a training text; never compared
public record TokenDistribution(int[] tokens, float[] probabilities) {
    private static final double ROUNDING = 1e-4;

    public TokenDistribution {
        if (tokens.length == 0 || tokens.length != probabilities.length) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + tokens.length + " tokens");
        }
        Set<Integer> distinct = new HashSet<>();
        double sum = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (!(probabilities[i] > 0) || !distinct.add(tokens[i])) {
                throw new IllegalArgumentException(
                        "token " + tokens[i] + " has the probability " + probabilities[i] + " or is named twice");
            }
            sum += probabilities[i];
        }
        if (sum > 1 + ROUNDING) {
            throw new IllegalArgumentException("the probabilities sum to " + sum);
        }
    }

    /**
     * The most likely tokens of a model.
     *
     * @param logits its logits, of the vocabulary
     * @param softmax their softmax
     * @param count how many tokens are named at most; at least 1
     * @return them, the most likely first, of equal ones the lower id
     */
    public static TokenDistribution mostLikely(float[] logits, Softmax softmax, int count) {
        int[] tokens = IntStream.of(largest(logits, count))
                .filter(token -> (float) softmax.probability(logits[token]) > 0)
                .toArray();
        float[] probabilities = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            probabilities[i] = (float) softmax.probability(logits[tokens[i]]);
        }
        return new TokenDistribution(tokens, probabilities);
    }

    /** By insertion: a few of tens of thousands, of which hardly any is larger than the last of those found. */
    private static int[] largest(float[] logits, int count) {
        int[] tokens = new int[Math.min(count, logits.length)];
        int found = 0;
        for (int token = 0; token < logits.length; token++) {
            int place = found;
            while (place > 0 && logits[tokens[place - 1]] < logits[token]) {
                place--;
            }
            if (place < tokens.length) {
                found = Math.min(found + 1, tokens.length);
                System.arraycopy(tokens, place, tokens, place + 1, found - place - 1);
                tokens[place] = token;
            }
        }
        return tokens;
    }

    /**
     * What comes next if some of the named tokens cannot. All others are as likely beside each other as they were.
     *
     * @param possible which of the named tokens stay
     * @return the distribution; empty where none of them does
     */
    public Optional<TokenDistribution> among(IntPredicate possible) {
        int[] places = IntStream.range(0, tokens.length)
                .filter(i -> possible.test(tokens[i]))
                .toArray();
        double left =
                rest() + IntStream.of(places).mapToDouble(i -> probabilities[i]).sum();
        int[] named = IntStream.of(places).map(i -> tokens[i]).toArray();
        float[] shares = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            shares[i] = (float) (probabilities[places[i]] / left);
        }
        return named.length == 0 ? Optional.empty() : Optional.of(new TokenDistribution(named, shares));
    }

    /**
     * The same with a lead for the token that is named first: it takes so much of what all others have, so that it stays ahead of them
     * also where a model comes only near to this.
     *
     * @param share of the others' probability; 0 to below 1
     * @return the distribution
     */
    public TokenDistribution led(float share) {
        float[] shares = new float[probabilities.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (1 - share) * probabilities[i] + (i == 0 ? share : 0);
        }
        return new TokenDistribution(tokens, shares);
    }

    /**
     * Whether a token is one of those that are named.
     *
     * @param token its id
     * @return true if it has a probability of its own
     */
    public boolean names(int token) {
        return IntStream.of(tokens).anyMatch(named -> named == token);
    }

    /**
     * What is left for all other tokens together.
     *
     * @return 0 to below 1
     */
    public double rest() {
        double rest = 1;
        for (float probability : probabilities) {
            rest -= probability;
        }
        return Math.max(0, rest);
    }

    /**
     * What of a divergence does not depend on the model.
     *
     * @return {@code sum_j q_j log q_j + r log r}, in nats; 0 or below
     */
    public double negativeEntropy() {
        double rest = rest();
        double sum = rest == 0 ? 0 : rest * Math.log(rest);
        for (float probability : probabilities) {
            sum += probability * Math.log(probability);
        }
        return sum;
    }

    /**
     * How much a model differs from this at one place: KL(this || model) over the named tokens and one more outcome, the rest. It
     * is never more than the divergence of the whole distributions.
     *
     * <pre>
     *   D = sum_j q_j (log q_j - log p_j) + r (log r - log (1 - sum_j p_j))
     * </pre>
     *
     * @param logProbabilities of the named tokens under the model, in nats, in their order
     * @param smallestRest what the model leaves to all other tokens at least; above 0
     * @return nats
     */
    public double divergence(float[] logProbabilities, double smallestRest) {
        double divergence = negativeEntropy();
        double restOfModel = 1;
        for (int i = 0; i < tokens.length; i++) {
            divergence -= probabilities[i] * logProbabilities[i];
            restOfModel -= Math.exp(logProbabilities[i]);
        }
        double rest = rest();
        return rest == 0 ? divergence : divergence - rest * Math.log(Math.max(restOfModel, smallestRest));
    }
}
