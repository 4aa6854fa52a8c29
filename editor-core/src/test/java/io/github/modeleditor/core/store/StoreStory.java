package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Every kind of change, one after the other, for tests that end it somewhere. */
final class StoreStory {
    private static final List<Consumer<EditStore>> CHANGES = List.of(
            store -> store.append(List.of(ToyStores.TOWER), "ada", "first"),
            store -> store.append(List.of(ToyStores.BREAD, ToyStores.SHIP), "bob", "two at once"),
            store -> store.append(AppendRequest.of(List.of(Fact.of("The tower stands in", "Oslo")), "ada", "moved")
                    .onConflict(ConflictPolicy.SUPERSEDE)),
            store -> store.revert("bob", "it had not moved", "e3"),
            store -> store.compact(4, "ada", "smaller"),
            store -> store.revert("bob", "out of the compacted ones", "e2"));

    private StoreStory() {}

    /** How many versions there are in the end. */
    static int versions() {
        return CHANGES.size() + 1;
    }

    /** Makes a store and goes through all changes; whoever listens is told the number of versions after each. */
    static void tell(Path folder, Disk disk, IntConsumer listener) {
        try (CoreEditStore store = CoreEditStore.create(folder, ToyStores.hasty(disk))) {
            listener.accept(1);
            while (store.history().size() < versions()) {
                change(store);
                listener.accept(store.history().size());
            }
        }
    }

    /** The next change of a store. */
    static void change(EditStore store) {
        CHANGES.get(store.history().size() - 1).accept(store);
    }
}
