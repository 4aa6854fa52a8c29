package io.github.modeleditor.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.io.MoreFiles;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose writing ends at any step, as when the power is cut, and one whose disk is full at any step. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class CutStoreTest {
    @TempDir
    Path temporary;

    /** What the disk has at a step, and how many versions were committed by then. */
    private record Cut(String step, Path folder, int committed) {}

    @Test
    void everyStepMayBeTheLast() throws IOException {
        Path folder = temporary.resolve("store");
        List<Cut> cuts = new ArrayList<>();
        AtomicInteger committed = new AtomicInteger();
        Disk disk = new Disk(step -> {
            Path copy = temporary.resolve("cut-" + cuts.size());
            copy(folder, copy);
            cuts.add(new Cut(step, copy, committed.get()));
        });
        StoreStory.tell(folder, disk, committed::set);

        assertThat(cuts).extracting(Cut::step).contains("write the rest of ledger.jsonl", "move head");
        assertThat(cuts).hasSizeGreaterThan(80);
        int torn = 0;
        for (Cut cut : cuts) {
            if (!Files.exists(cut.folder().resolve(LedgerFile.LEDGER))) {
                assertThat(cut.committed()).isZero();
                CoreEditStore.create(cut.folder(), ToyStores.hasty(Disk.quiet()))
                        .close();
                continue;
            }
            EditLedger ledger = EditLedger.read(cut.folder());
            // What was not told yet may be there, if it is whole.
            assertThat(ledger.history()).as(cut.step()).hasSizeBetween(cut.committed(), cut.committed() + 1);
            assertThat(ledger.verify().isWhole()).as(cut.step()).isTrue();
            torn += ledger.verify().tornTail().isPresent() ? 1 : 0;
            try (EditStore store = CoreEditStore.open(cut.folder(), ToyStores.hasty(Disk.quiet()))) {
                store.append(List.of(ToyStores.SHIP.withSubject("ship")), "eve", "after the cut");
                assertThat(store.verify().isWhole()).isTrue();
                assertThat(store.verify().tornTail()).isEmpty();
            }
            assertNothingTemporary(cut.folder());
        }
        // Once for each change: in the middle of a line.
        assertThat(torn).isEqualTo(StoreStory.versions() - 1);
    }

    @Test
    void aFullDiskLeavesTheStoreAsItIsAndItGoesOn() throws IOException {
        Path folder = temporary.resolve("store");
        AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        Disk disk = new Disk(step -> {
            if (left.getAndDecrement() == 0) {
                throw new IOException("No space left on device");
            }
        });
        int failures = 0;
        CoreEditStore store = CoreEditStore.create(folder, ToyStores.hasty(disk));
        try {
            for (int version = 1, step = 0; version < StoreStory.versions(); step++) {
                left.set(step);
                try {
                    StoreStory.change(store);
                    version++;
                    step = -1;
                } catch (StorageException full) {
                    failures++;
                    assertThat(full).hasMessageContaining("No space left").hasMessageContaining(folder.toString());
                    assertThat(store.history()).hasSize(version);
                    left.set(Integer.MAX_VALUE);
                    int there = EditLedger.read(folder).history().size();
                    if (there > version) {
                        // The last step of all: whether that version lasts is not known, so nothing may be put behind
                        // it.
                        CoreEditStore broken = store;
                        assertThatExceptionOfType(StorageException.class)
                                .isThrownBy(() -> StoreStory.change(broken))
                                .withMessageContaining("open it again");
                        store.close();
                        store = CoreEditStore.open(folder, ToyStores.hasty(disk));
                        version++;
                        step = -1;
                    }
                    assertThat(store.verify().isWhole()).isTrue();
                    assertThat(store.verify().tornTail()).isEmpty();
                    assertNothingTemporary(folder);
                }
            }
            assertThat(failures).isGreaterThan(70);
        } finally {
            store.close();
        }
    }

    @Test
    void aFlippedByteInAnyFileIsFound() throws IOException {
        Path folder = temporary.resolve("store");
        StoreStory.tell(folder, Disk.quiet(), versions -> {});
        EditLedger ledger = EditLedger.read(folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> Files.isRegularFile(file) && !file.endsWith(StoreFolder.LOCK))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int place = 0; place < whole.length; place += 1 + whole.length / 7) {
                byte[] flipped = whole.clone();
                flipped[place] ^= 1;
                Files.write(file, flipped);
                assertThat(ledger.verify().damages())
                        .as("%s at %d", file, place)
                        .singleElement()
                        .asString()
                        .contains(String.valueOf(file.getParent()));
            }
            Files.write(file, whole);
        }
        assertThat(ledger.verify().isWhole()).isTrue();
        Path facts = files.stream()
                .filter(file -> file.toString().endsWith(StoreFolder.FACTS))
                .findFirst()
                .orElseThrow();
        Files.delete(facts);
        assertThat(ledger.verify().damages()).singleElement().asString().contains(facts + " is missing");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!file.endsWith(StoreFolder.LOCK)) {
                    MoreFiles.asByteSource(file).copyTo(MoreFiles.asByteSink(copy));
                }
            }
        }
    }

    private static void assertNothingTemporary(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .noneMatch(name -> name.startsWith(Disk.TEMPORARY));
        }
    }
}
