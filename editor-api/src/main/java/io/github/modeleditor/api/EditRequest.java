package io.github.modeleditor.api;

import io.github.modeleditor.api.config.AcceptancePolicy;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One edit: what it teaches, who hears of it, what stops it, and where it starts. Immutable; whatever else there is to say
 * about editing is said to the {@link ModelEditor}, once for all its edits.
 *
 * <pre>{@code
 * Cancellation stop = new Cancellation();
 * EditedModel edited = session.edit(EditRequest.of(facts).onProgress(listener).cancelledBy(stop).from(adapter));
 * }</pre>
 *
 * @param facts what the model should know
 * @param listener who hears of progress
 * @param cancellation what stops it
 * @param start the adapter that training starts from; empty to start from the unedited model
 * @param source where the facts come from, for the report
 * @param acceptance which facts are handed back
 */
public record EditRequest(
        List<Fact> facts,
        EditListener listener,
        Cancellation cancellation,
        Optional<Adapter> start,
        Source source,
        AcceptancePolicy acceptance) {
    public EditRequest {
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(acceptance, "acceptance");
        facts = List.copyOf(facts);
    }

    /**
     * An edit that nobody hears of and nothing stops, from the unedited model.
     *
     * @param facts what the model should know; at least one, or the edit is refused
     * @return the request
     */
    public static EditRequest of(Collection<Fact> facts) {
        Objects.requireNonNull(facts, "facts");
        return new EditRequest(
                List.copyOf(facts),
                EditListener.silent(),
                new Cancellation(),
                Optional.empty(),
                Source.unknown(),
                AcceptancePolicy.all());
    }

    /**
     * An edit that nobody hears of and nothing stops, from the unedited model.
     *
     * @param facts what the model should know; at least one, or the edit is refused
     * @return the request
     */
    public static EditRequest of(Fact... facts) {
        Objects.requireNonNull(facts, "facts");
        return of(List.of(facts));
    }

    /**
     * The same edit with a listener instead of the one before.
     *
     * @param newListener who hears of progress
     * @return a new request
     */
    public EditRequest onProgress(EditListener newListener) {
        return new EditRequest(facts, newListener, cancellation, start, source, acceptance);
    }

    /**
     * The same edit with a switch that stops it from another thread.
     *
     * @param newCancellation the switch; once thrown it stays thrown, so it is for this request alone
     * @return a new request
     */
    public EditRequest cancelledBy(Cancellation newCancellation) {
        return new EditRequest(facts, listener, newCancellation, start, source, acceptance);
    }

    /**
     * The same edit, but training starts from the weights of an adapter, and so from what it knows: of an earlier edit, or of
     * one that was cancelled. The adapter keeps its own shape ({@link Adapter#lora()}), whatever shape the editor was told;
     * optimizer and schedule begin anew. The report compares with the unedited model all the same.
     *
     * @param adapter weights that were trained on the same base model; they are not changed
     * @return a new request
     */
    public EditRequest from(Adapter adapter) {
        Objects.requireNonNull(adapter, "adapter");
        return new EditRequest(facts, listener, cancellation, Optional.of(adapter), source, acceptance);
    }

    /**
     * The same edit of other facts.
     *
     * @param newFacts what the model should know instead
     * @return a new request
     */
    public EditRequest withFacts(Collection<Fact> newFacts) {
        Objects.requireNonNull(newFacts, "newFacts");
        return new EditRequest(List.copyOf(newFacts), listener, cancellation, start, source, acceptance);
    }

    /**
     * The same edit with the word where its facts come from.
     *
     * @param newSource command and files, which the report repeats
     * @return a new request
     */
    public EditRequest withSource(Source newSource) {
        return new EditRequest(facts, listener, cancellation, start, newSource, acceptance);
    }

    /**
     * The same edit with another policy which facts are handed back: the adapter is without those that are rejected, and where all are
     * it changes nothing. The report has a {@linkplain io.github.modeleditor.api.report.EditReport#verdicts() verdict} on each.
     *
     * @param policy what has to hold; {@link AcceptancePolicy#all()} where nothing is said
     * @return a new request
     */
    public EditRequest accepting(AcceptancePolicy policy) {
        return new EditRequest(facts, listener, cancellation, start, source, policy);
    }
}
