package io.github.modeleditor.api.store;

import java.util.List;
import java.util.Optional;

/**
 * What was found when every byte of a store was read.
 *
 * @param versions how many the ledger has
 * @param files how many files it names: adapters, facts, reports
 * @param bytes of all that was read
 * @param damages files that are missing or not what was written, each with what is wrong; empty where all is whole
 * @param tornTail what a process left that ended while it wrote; no version was lost, and the next one is written in its place
 */
public record Verification(int versions, int files, long bytes, List<String> damages, Optional<String> tornTail) {
    public Verification {
        damages = List.copyOf(damages);
    }

    /**
     * Whether everything that was committed is there as it was written.
     *
     * @return true if there is no damage
     */
    public boolean isWhole() {
        return damages.isEmpty();
    }
}
