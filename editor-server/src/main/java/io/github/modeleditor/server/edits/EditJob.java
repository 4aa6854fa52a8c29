package io.github.modeleditor.server.edits;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.ConflictPolicy;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * A change of the store that somebody asked for. Immutable.
 *
 * @param number from 1, in the order they came
 * @param work what is to be done
 * @param author who asked
 * @param reason why
 * @param created when
 * @param progress how far it is
 */
public record EditJob(int number, Work work, String author, String reason, Instant created, Progress progress) {
    /** What is to be done. */
    public sealed interface Work permits Append, Revert {}

    /**
     * To append facts.
     *
     * @param facts at least one
     * @param conflicts what becomes of facts that contradict current ones
     */
    public record Append(List<Fact> facts, ConflictPolicy conflicts) implements Work {
        public Append {
            facts = List.copyOf(facts);
        }
    }

    /**
     * To take sets back.
     *
     * @param edits their names
     */
    public record Revert(List<String> edits) implements Work {
        public Revert {
            edits = List.copyOf(edits);
        }
    }

    /** How far a job is. */
    public enum State {
        /** Its turn is to come. */
        QUEUED,
        /** It is being done. */
        RUNNING,
        /** It is done, and what it made is in the store. */
        DONE,
        /** It could not be done; the store is as it was. */
        FAILED,
        /** Nobody wants it any more; the store is as it was. */
        CANCELLED;

        /**
         * Whether it stays so.
         *
         * @return true if nothing more happens
         */
        public boolean isFinal() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * How far a job is.
     *
     * @param state in a word
     * @param version the number that the store's next version had when the job began, and that it has where the job is done
     * @param message why it failed, else empty
     */
    public record Progress(State state, OptionalInt version, String message) {
        static Progress queued() {
            return new Progress(State.QUEUED, OptionalInt.empty(), "");
        }

        static Progress running(int version) {
            return new Progress(State.RUNNING, OptionalInt.of(version), "");
        }

        static Progress done(int version) {
            return new Progress(State.DONE, OptionalInt.of(version), "");
        }

        static Progress ended(State state, String message) {
            return new Progress(state, OptionalInt.empty(), message);
        }
    }

    /**
     * What clients call it.
     *
     * @return {@code j} and the number
     */
    public String id() {
        return "j" + number;
    }

    EditJob with(Progress newProgress) {
        return new EditJob(number, work, author, reason, created, newProgress);
    }
}
