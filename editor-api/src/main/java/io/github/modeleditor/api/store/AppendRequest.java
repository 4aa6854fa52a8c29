package io.github.modeleditor.api.store;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.AcceptancePolicy;
import java.util.Collection;
import java.util.List;

/**
 * A set of facts to append, who says so, and why. Immutable.
 *
 * @param facts what the model should know; at least one, or it is refused
 * @param author who appends it; free text
 * @param reason why; free text
 * @param conflicts what becomes of facts that contradict current ones
 * @param listener who hears of progress
 * @param cancellation what stops it; the store is then as it was
 * @param acceptance which of the facts come into the store as current
 * @param checkpoints how often the state of the training is kept
 */
public record AppendRequest(
        List<Fact> facts,
        String author,
        String reason,
        ConflictPolicy conflicts,
        EditListener listener,
        Cancellation cancellation,
        AcceptancePolicy acceptance,
        Checkpoints checkpoints) {
    public AppendRequest {
        facts = List.copyOf(facts);
    }

    /**
     * A set that is refused where it contradicts current facts, that nobody hears of and nothing stops.
     *
     * @param facts what the model should know
     * @param author who appends it
     * @param reason why
     * @return the request
     */
    public static AppendRequest of(Collection<Fact> facts, String author, String reason) {
        return new AppendRequest(
                List.copyOf(facts),
                author,
                reason,
                ConflictPolicy.REJECT,
                EditListener.silent(),
                new Cancellation(),
                AcceptancePolicy.all(),
                Checkpoints.defaults());
    }

    /**
     * The same set with another policy.
     *
     * @param policy what becomes of facts that contradict current ones
     * @return a new request
     */
    public AppendRequest onConflict(ConflictPolicy policy) {
        return new AppendRequest(facts, author, reason, policy, listener, cancellation, acceptance, checkpoints);
    }

    /**
     * The same set with a listener instead of the one before.
     *
     * @param newListener who hears of progress
     * @return a new request
     */
    public AppendRequest onProgress(EditListener newListener) {
        return new AppendRequest(facts, author, reason, conflicts, newListener, cancellation, acceptance, checkpoints);
    }

    /**
     * The same set with a switch that stops it from another thread.
     *
     * @param newCancellation the switch; once thrown it stays thrown
     * @return a new request
     */
    public AppendRequest cancelledBy(Cancellation newCancellation) {
        return new AppendRequest(facts, author, reason, conflicts, listener, newCancellation, acceptance, checkpoints);
    }

    /**
     * The same set with another policy which of its facts become current. The others stand in the ledger as rejected, with the
     * reasons; where none passes, the model stays as it is.
     *
     * @param policy what has to hold; {@link AcceptancePolicy#all()} where nothing is said
     * @return a new request
     */
    public AppendRequest accepting(AcceptancePolicy policy) {
        return new AppendRequest(facts, author, reason, conflicts, listener, cancellation, policy, checkpoints);
    }

    /**
     * The same set with checkpoints at other times.
     *
     * @param interval how often the state of the training is kept
     * @return a new request
     */
    public AppendRequest keeping(Checkpoints interval) {
        return new AppendRequest(facts, author, reason, conflicts, listener, cancellation, acceptance, interval);
    }
}
