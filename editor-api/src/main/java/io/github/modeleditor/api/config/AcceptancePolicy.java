package io.github.modeleditor.api.config;

/**
 * Which facts of an edit are handed back. One that does not pass is tried again, and rejected when the attempts are over; the adapter is
 * then trained anew without it, so that nothing of it is in what is handed back. A condition that nothing was measured for, such as
 * paraphrases of a fact that has none held out, is met.
 *
 * @param said whether greedy decoding has to say the target behind the fact's prompt
 * @param paraphrases of a fact's held-out paraphrases the percentage that have to find the target likelier than what it replaces, from
 *     0 to 100
 * @param neighbours of a fact's locality probes the percentage that must not be {@linkplain
 *     io.github.modeleditor.api.report.PromptReport#broken() broken}, from 0 to 100
 * @param ownNeighbours of the other subjects under a fact's template the percentage for which the fact's target must not become
 *     more than twice as probable, from 0 to 100; measured with harm
 * @param divergence what the model at large may move: the KL divergence on general texts in nats a token, above 0; measured with harm.
 *     It is a condition on all facts of an edit together
 * @param attempts how often a set of facts is trained at most; at least 1. An attempt after the first goes on where the one before
 *     ended, or, where the model at large moved too far, begins anew at half the learning rate
 */
public record AcceptancePolicy(
        boolean said, double paraphrases, double neighbours, double ownNeighbours, double divergence, int attempts) {
    private static final AcceptancePolicy ALL = new AcceptancePolicy(false, 0, 0, 0, Double.POSITIVE_INFINITY, 1);

    private static final double HALF = 50;
    private static final double MOST = 80;
    private static final double NOTICEABLE = 0.1;
    private static final int ATTEMPTS = 2;

    public AcceptancePolicy {
        requirePercentage("The paraphrases that have to hold", paraphrases);
        requirePercentage("The neighbours that have to stay", neighbours);
        requirePercentage("The own neighbours that have to stay", ownNeighbours);
        Settings.require(divergence > 0, "The divergence that is allowed", divergence, "above 0");
        Settings.require(attempts >= 1, "The number of attempts", attempts, "1 or more");
    }

    private static void requirePercentage(String what, double value) {
        Settings.require(value >= 0 && value <= 100, what, value, "from 0 to 100, in percent");
    }

    /**
     * Everything is accepted as it comes, after one attempt: what is done where nothing else is said.
     *
     * @return the policy
     */
    public static AcceptancePolicy all() {
        return ALL;
    }

    /**
     * What goes into production: a fact is said, holds in half of its paraphrases, leaves four of five neighbours alone, and the model
     * at large moves by no more than 0.1 nats a token, above which a report warns. Two attempts.
     *
     * @return the policy
     */
    public static AcceptancePolicy defaults() {
        return new AcceptancePolicy(true, HALF, MOST, MOST, NOTICEABLE, ATTEMPTS);
    }

    /**
     * The same with another say on whether the target has to be said.
     *
     * @param value whether it has to
     * @return a new policy
     */
    public AcceptancePolicy withSaid(boolean value) {
        return new AcceptancePolicy(value, paraphrases, neighbours, ownNeighbours, divergence, attempts);
    }

    /**
     * The same with another share of paraphrases.
     *
     * @param percent that have to hold, from 0 to 100
     * @return a new policy
     */
    public AcceptancePolicy withParaphrases(double percent) {
        return new AcceptancePolicy(said, percent, neighbours, ownNeighbours, divergence, attempts);
    }

    /**
     * The same with another share of neighbours, probes and own ones alike.
     *
     * @param percent that have to stay, from 0 to 100
     * @return a new policy
     */
    public AcceptancePolicy withNeighbours(double percent) {
        return new AcceptancePolicy(said, paraphrases, percent, percent, divergence, attempts);
    }

    /**
     * The same with another bound on what the model at large may move.
     *
     * @param nats a token, above 0
     * @return a new policy
     */
    public AcceptancePolicy withDivergence(double nats) {
        return new AcceptancePolicy(said, paraphrases, neighbours, ownNeighbours, nats, attempts);
    }

    /**
     * The same with another number of attempts.
     *
     * @param value at least 1
     * @return a new policy
     */
    public AcceptancePolicy withAttempts(int value) {
        return new AcceptancePolicy(said, paraphrases, neighbours, ownNeighbours, divergence, value);
    }

    /**
     * Whether nothing is ever rejected.
     *
     * @return true of {@link #all()}, however many attempts it is given
     */
    public boolean acceptsAll() {
        return equals(ALL.withAttempts(attempts));
    }
}
