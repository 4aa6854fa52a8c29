package io.github.modeleditor.core;

import io.github.modeleditor.api.Fact;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an adapter that is trained beside another does not teach, but leaves as it is or gives back.
 *
 * @param kept facts of the request, its last ones, that the frozen adapter says: every token of their targets is held to how likely it
 *     is under that adapter alone, so that the new one learns nothing of them
 * @param returning facts that were taken back: their prompts are held to what the unedited model answers. They are not measured
 */
public record Earlier(List<Fact> kept, List<Fact> returning) {
    /** Of an answer that returns so many tokens are held and compared: what a person reads of it first. */
    public static final int ANSWER_TOKENS = 5;

    private static final Earlier NOTHING = new Earlier(List.of(), List.of());

    public Earlier {
        kept = List.copyOf(kept);
        returning = List.copyOf(returning);
    }

    /**
     * Everything is taught.
     *
     * @return one without facts
     */
    public static Earlier nothing() {
        return NOTHING;
    }

    /** Of which the model is to say something else than it does. */
    List<Fact> changing(List<Fact> facts) {
        return Stream.concat(taught(facts).stream(), returning.stream()).toList();
    }

    /** Of the facts of a request those that are taught. */
    List<Fact> taught(List<Fact> facts) {
        return facts.subList(0, facts.size() - kept.size());
    }
}
