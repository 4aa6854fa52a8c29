package io.github.modeleditor.api.store;

import io.github.modeleditor.api.report.Verdict;
import java.util.List;
import java.util.OptionalInt;

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
     * @param rank of the adapter that was trained for the set; 0 where all of it was rejected, and the model stayed as it was
     * @param verdicts on each of its facts; none where everything was to be accepted
     */
    record Appended(String edit, int facts, List<StoredFact> superseded, int rank, List<Verdict> verdicts)
            implements StoredChange {
        public Appended {
            superseded = List.copyOf(superseded);
            verdicts = List.copyOf(verdicts);
        }

        /**
         * A set of which everything was to be accepted.
         *
         * @param edit the name of the set
         * @param facts how many there are
         * @param superseded facts of earlier sets that gave way, as they were then
         * @param rank of the adapter that was trained for the set
         */
        public Appended(String edit, int facts, List<StoredFact> superseded, int rank) {
            this(edit, facts, superseded, rank, List.of());
        }

        /**
         * The facts that did not pass.
         *
         * @return those of the {@link #verdicts()} that have reasons
         */
        public List<Verdict> rejected() {
            return verdicts.stream().filter(verdict -> !verdict.accepted()).toList();
        }
    }

    /**
     * Sets were taken back, and with them their adapters. Where the others no longer held, or what was taken back was not answered as by
     * the unedited model since the adapters of others move that, too, a repair run trained an adapter that mends it.
     *
     * @param edits the sets
     * @param facts how many facts were current and are no longer
     * @param stillSaid for how many of these the model says the target all the same, and the unedited model does not; empty where an
     *     earlier version of this library took them back, which did not ask
     * @param returned for how many of these the model begins to answer as the unedited model does, word for word over five tokens; facts
     *     that came back since what superseded them went are not among them
     * @param repaired how many facts that stay the repair run taught again; 0 where all of them held
     * @param restored how many facts, of these sets and of earlier reverted ones, it held to the unedited model's answers since leaving
     *     adapters away did not bring them back; 0 where that was enough
     */
    record Reverted(List<String> edits, int facts, OptionalInt stillSaid, int returned, int repaired, int restored)
            implements StoredChange {
        public Reverted {
            edits = List.copyOf(edits);
        }

        /**
         * How it was done, for a reader.
         *
         * @return a sentence in English
         */
        public String way() {
            if (repaired == 0 && restored == 0) {
                return "The adapters of these sets were left away; nothing had to be trained.";
            }
            return "The adapters of these sets were left away, and a repair run taught " + repaired
                    + " facts again that no longer held, and held " + restored
                    + " prompts to the unedited model's answers that were not answered so.";
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
