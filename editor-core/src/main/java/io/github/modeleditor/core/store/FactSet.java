package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.Verdict;
import java.util.List;

/**
 * A set of facts that was appended.
 *
 * @param edit its name
 * @param file the name of the file that holds them
 * @param facts what stands there
 * @param superseded facts of earlier sets whose places they took
 * @param seed of the training
 * @param verdicts on each fact, in their order; none where everything was to be accepted
 */
record FactSet(String edit, String file, List<Fact> facts, List<Link> superseded, long seed, List<Verdict> verdicts) {
    FactSet {
        verdicts = List.copyOf(verdicts);
        if (!verdicts.isEmpty() && verdicts.size() != facts.size()) {
            throw new IllegalArgumentException(verdicts.size() + " verdicts on " + facts.size() + " facts");
        }
        facts = List.copyOf(facts);
        superseded = List.copyOf(superseded);
    }

    /** Whether a fact was not taught, since it did not pass. */
    boolean isRejected(int index) {
        return !verdicts.isEmpty() && !verdicts.get(index).accepted();
    }

    /**
     * A fact of a set.
     *
     * @param edit the set
     * @param index its place there, from 0
     */
    record Link(String edit, int index) {}
}
