package io.github.modeleditor.api.store;

import java.time.Instant;
import java.util.List;

/**
 * One version of a store: a line of its ledger.
 *
 * @param number from 0, the unedited model
 * @param time when it was made
 * @param author who made it; free text
 * @param reason why; free text
 * @param change what made it of the version before
 * @param edits the sets that are in effect, in the order they came
 * @param rank all ranks of its adapters together; 0 where it is the unedited model
 * @param standing how it stood when it was made
 */
public record StoredVersion(
        int number,
        Instant time,
        String author,
        String reason,
        StoredChange change,
        List<String> edits,
        int rank,
        Standing standing) {
    public StoredVersion {
        edits = List.copyOf(edits);
    }
}
