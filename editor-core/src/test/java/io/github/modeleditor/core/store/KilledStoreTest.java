package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledStore.class.getName(),
                        folder.toString(),
                        Integer.toString(last))
                .redirectErrorStream(true)
                .start();
        int committed = 0;
        boolean reached = false;
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            @Nullable String line = lines.readLine();
            while (line != null && !reached) {
                said.append(line).append('\n');
                if (line.startsWith(KilledStore.COMMITTED)) {
                    committed = Integer.parseInt(line.substring(KilledStore.COMMITTED.length()));
                }
                reached = line.equals(KilledStore.WAITING);
                line = reached ? null : lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(reached).as("%s", said).isTrue();
        return committed;
    }
}
