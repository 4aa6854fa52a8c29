package io.github.modeleditor.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it writes a store, as by {@code kill -9}: at a few of its steps, or with {@code
 * -Dmodeleditor.test.kills=500} at as many points, every step among them.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class KilledStoreTest {
    private static final int KILLS = Integer.getInteger("modeleditor.test.kills", 4);

    @TempDir
    Path temporary;

    @Test
    void whatWasCommittedIsThere() throws IOException, InterruptedException {
        List<String> steps = new ArrayList<>();
        StoreStory.tell(temporary.resolve("steps"), new Disk(steps::add), versions -> {});
        for (int kill = 0; kill < KILLS; kill++) {
            int last = (int) ((kill + 0.5) * steps.size() / KILLS) % steps.size();
            Path folder = temporary.resolve("killed-" + kill);
            int committed = kill(folder, last);
            if (!Files.exists(folder.resolve(LedgerFile.LEDGER))) {
                assertThat(committed).isZero();
                continue;
            }
            assertThat(EditLedger.read(folder).history()).as(steps.get(last)).hasSizeBetween(committed, committed + 1);
            try (EditStore store = CoreEditStore.open(folder, ToyStores.hasty(Disk.quiet()))) {
                assertThat(store.verify().isWhole()).as(steps.get(last)).isTrue();
                if (store.history().size() < StoreStory.versions()) {
                    StoreStory.change(store);
                    assertThat(store.verify().tornTail()).isEmpty();
                }
            }
        }
    }

    /** How many versions the process told before it was killed. */
    private static int kill(Path folder, int last) throws IOException, InterruptedException {
        return KilledProcess.run(KilledStore.class, folder.toString(), Integer.toString(last)).stream()
                .filter(line -> line.startsWith(KilledStore.COMMITTED))
                .mapToInt(line -> Integer.parseInt(line.substring(KilledStore.COMMITTED.length())))
                .max()
                .orElse(0);
    }
}
