package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Fact;
import java.util.List;

/**
 * A set of facts that was appended.
 *
 * @param edit its name
 * @param file the name of the file that holds them
 * @param facts what stands there
 * @param superseded facts of earlier sets whose places they took
 * @param seed of the training
 */
record FactSet(String edit, String file, List<Fact> facts, List<Link> superseded, long seed) {
    FactSet {
        facts = List.copyOf(facts);
        superseded = List.copyOf(superseded);
    }

    /**
     * A fact of a set.
     *
     * @param edit the set
     * @param index its place there, from 0
     */
    record Link(String edit, int index) {}
}
