package io.github.modeleditor.api.store;

import java.util.List;

/**
 * What is current in one version and not in another.
 *
 * @param added current in the second alone, as they stand there
 * @param removed current in the first alone, as they stand in the second: superseded, or reverted, which is also what one is called
 *     that was not appended yet
 */
public record StoreDiff(List<StoredFact> added, List<StoredFact> removed) {
    public StoreDiff {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }
}
