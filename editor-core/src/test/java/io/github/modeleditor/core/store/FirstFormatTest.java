package io.github.modeleditor.core.store;

import static io.github.modeleditor.core.store.ToyStores.BREAD;
import static io.github.modeleditor.core.store.ToyStores.SHIP;
import static io.github.modeleditor.core.store.ToyStores.TOWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.io.MoreFiles;
import com.google.common.io.Resources;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange.Compacted;
import io.github.modeleditor.api.store.StoredChange.Reverted;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredFact.State;
import io.github.modeleditor.api.store.StoredVersion;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that the first format was written with; it is read forever. {@link #main} wrote it, and need not do so again. */
class FirstFormatTest {
    @Test
    void isRead(@TempDir Path temporary) throws IOException, URISyntaxException {
        Path folder = temporary.resolve("store");
        copy(Path.of(Resources.getResource(FirstFormatTest.class, "format-1").toURI()), folder);
        try (EditStore store = ToyStores.open(folder)) {
            assertThat(store.verify().damages()).isEmpty();
            List<StoredVersion> history = store.history();
            assertThat(history)
                    .extracting(StoredVersion::author, StoredVersion::rank, StoredVersion::edits)
                    .containsExactly(
                            tuple("", 0, List.of()),
                            tuple("ada", 4, List.of("e1")),
                            tuple("bob", 8, List.of("e1", "e2")),
                            tuple("ada", 12, List.of("e1", "e2", "e3")),
                            tuple("bob", 8, List.of("e1", "e2")),
                            tuple("ada", 4, List.of("e1", "e2")));
            assertThat(history.get(0).time()).isAfter(Instant.parse("2026-11-26T00:00:00Z"));
            assertThat(history.get(4).change()).isEqualTo(new Reverted(List.of("e3"), 1, OptionalInt.empty(), 0, 0, 0));
            assertThat(history.get(5).change()).isEqualTo(new Compacted(8, new Standing(3, 3)));
            assertThat(store.facts(3))
                    .extracting(fact -> fact.fact().prompt(), StoredFact::edit, StoredFact::state)
                    .containsExactly(
                            tuple(TOWER.prompt(), "e1", State.SUPERSEDED),
                            tuple(BREAD.prompt(), "e2", State.CURRENT),
                            tuple(SHIP.prompt(), "e2", State.CURRENT),
                            tuple(TOWER.prompt(), "e3", State.CURRENT));
            assertThat(store.report(5)).isPresent();
            assertThat(store.current().complete(SHIP.prompt(), 1)).isEqualTo(" Oslo");
            assertThat(store.append(List.of(TOWER), "eve", "goes on").number()).isEqualTo(6);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent(), "it lies in the store"));
                MoreFiles.asByteSource(file).copyTo(MoreFiles.asByteSink(copy));
            }
        }
    }

    /** Writes such a store. */
    public static void main(String[] arguments) {
        try (EditStore store = ToyStores.create(Path.of(arguments[0]))) {
            for (int change = 0; change < 5; change++) {
                StoreStory.change(store);
            }
        }
    }
}
