package io.github.modeleditor.api;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * One evaluation: what is asked, who hears of it, and what stops it. Immutable.
 *
 * @param facts what is asked about
 * @param listener who hears of progress
 * @param cancellation what stops it
 * @param source where the facts come from, for the report
 */
public record EvaluationRequest(List<Fact> facts, EditListener listener, Cancellation cancellation, Source source) {
    public EvaluationRequest {
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(source, "source");
        facts = List.copyOf(facts);
    }

    /**
     * An evaluation that nobody hears of and nothing stops.
     *
     * @param facts what is asked about; at least one, or it is refused
     * @return the request
     */
    public static EvaluationRequest of(Collection<Fact> facts) {
        Objects.requireNonNull(facts, "facts");
        return new EvaluationRequest(List.copyOf(facts), EditListener.silent(), new Cancellation(), Source.unknown());
    }

    /**
     * An evaluation that nobody hears of and nothing stops.
     *
     * @param facts what is asked about; at least one, or it is refused
     * @return the request
     */
    public static EvaluationRequest of(Fact... facts) {
        Objects.requireNonNull(facts, "facts");
        return of(List.of(facts));
    }

    /**
     * The same evaluation with a listener instead of the one before.
     *
     * @param newListener who hears of progress
     * @return a new request
     */
    public EvaluationRequest onProgress(EditListener newListener) {
        return new EvaluationRequest(facts, newListener, cancellation, source);
    }

    /**
     * The same evaluation with a switch that stops it from another thread.
     *
     * @param newCancellation the switch; once thrown it stays thrown, so it is for this request alone
     * @return a new request
     */
    public EvaluationRequest cancelledBy(Cancellation newCancellation) {
        return new EvaluationRequest(facts, listener, newCancellation, source);
    }

    /**
     * The same evaluation with the word where its facts come from.
     *
     * @param newSource command and files, which the report repeats
     * @return a new request
     */
    public EvaluationRequest withSource(Source newSource) {
        return new EvaluationRequest(facts, listener, cancellation, newSource);
    }
}
