package io.github.modeleditor.api.store;

import java.util.List;

/** What made a version of the one before. */
public sealed interface StoredChange {
    /** The store was made; there is nothing before. */
    record Created() implements StoredChange {}

    /**
     * A set of facts was appended.
     *
     * @param edit the name of the set
     * @param facts how many there are; {@link EditLedger#facts(int)} has them
     * @param superseded facts of earlier sets that gave way, as they were then
     * @param rank of the adapter that was trained for the set
     */
    record Appended(String edit, int facts, List<StoredFact> superseded, int rank) implements StoredChange {
        public Appended {
            superseded = List.copyOf(superseded);
        }
    }

    /**
     * Sets were taken back, and with them their adapters. Where the others no longer held, a short repair run trained an adapter for
     * those.
     *
     * @param edits the sets
     * @param facts how many facts were current and are no longer
     * @param returned for how many of these the model begins to answer as the unedited model does, five tokens of it; facts that
     *     came back since what superseded them went are not among them
     * @param repaired how many facts the repair run was for; 0 where none was needed
     */
    record Reverted(List<String> edits, int facts, int returned, int repaired) implements StoredChange {
        public Reverted {
            edits = List.copyOf(edits);
        }
    }

    /**
     * All current facts were trained anew into one adapter, in place of all before, which are kept beside.
     *
     * @param rankBefore all ranks together, before
     * @param before how the version before stood
     */
    record Compacted(int rankBefore, Standing before) implements StoredChange {}
}
