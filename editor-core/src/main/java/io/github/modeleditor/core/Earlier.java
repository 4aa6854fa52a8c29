package io.github.modeleditor.core;

import io.github.modeleditor.api.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What an adapter that is trained beside another does not teach, but leaves as it is or gives back.
 *
 * @param kept facts of the request, its last ones, that the frozen adapter says: every token of their targets is held to how likely it
 *     is under that adapter alone, so that the new one learns nothing of them
 * @param returning facts that were taken back: their prompts are held to what the unedited model answers. They are not measured
 * @param surroundings what the model is held to around facts, where that was asked before; else it is asked
 */
public record Earlier(List<Fact> kept, List<Fact> returning, Optional<Surroundings> surroundings) {
    /** Of an answer that returns so many tokens are held and compared: what a person reads of it first. */
    public static final int ANSWER_TOKENS = 5;

    /** One for each that changes held the rest no better than none, and all of them cost a set more time with every set before it. */
    private static final int SURROUNDED_FOR_EACH = 3;

    private static final Earlier NOTHING = new Earlier(List.of(), List.of(), Optional.empty());

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

    /**
     * Around which the model is held to what it said before: the facts of which it is to say something else than it does, and, since
     * every adapter moves the neighbours of the earlier ones a little further, a choice of those, another with each seed.
     */
    List<Fact> surrounded(List<Fact> facts, long seed) {
        List<Fact> changing = changing(facts);
        return Stream.concat(changing.stream(), some(kept, SURROUNDED_FOR_EACH * changing.size(), seed).stream())
                .toList();
    }

    /**
     * A choice of facts.
     *
     * @param facts to choose from
     * @param most how many at most
     * @param seed another choice with each
     * @return those chosen, in no order
     */
    public static List<Fact> some(List<Fact> facts, int most, long seed) {
        List<Fact> shuffled = new ArrayList<>(facts);
        Collections.shuffle(shuffled, new Random(seed));
        return List.copyOf(shuffled.subList(0, Math.min(most, shuffled.size())));
    }

    /** The facts of which the model is to say something else than it does. */
    List<Fact> changing(List<Fact> facts) {
        return Stream.concat(taught(facts).stream(), returning.stream()).toList();
    }

    /** Of the facts of a request those that are taught. */
    List<Fact> taught(List<Fact> facts) {
        return facts.subList(0, facts.size() - kept.size());
    }
}
