package io.github.modeleditor.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFoldersTest {
    private final Path parent;
    private final Path folder;

    AtomicFoldersTest(@TempDir Path parent) {
        this.parent = parent;
        folder = parent.resolve("a/b");
    }

    @Test
    void writesFilesIntoFoldersThatItMakes() {
        AtomicFolders.write(folder, draft -> {
            draft.write("one", out -> out.write("1".getBytes(UTF_8)));
            draft.write("deep/two", out -> out.write("2".getBytes(UTF_8)));
            assertThat(folder).doesNotExist();
        });
        assertThat(folder.resolve("one")).hasContent("1");
        assertThat(folder.resolve("deep/two")).hasContent("2");
        assertThat(folder.resolveSibling("").toFile().list()).containsExactly("b");
    }

    @Test
    void newFolderTakesTheOldOnesPlaceWhenAllIsWritten() throws IOException {
        Files.createDirectories(folder);
        Path old = Files.writeString(folder.resolve("old"), "old");
        AtomicFolders.write(folder, draft -> {
            draft.write("new", out -> out.write(1));
            assertThat(old).hasContent("old");
        });
        assertThat(folder.toFile().list()).containsExactly("new");
        assertThat(folder.resolveSibling("").toFile().list()).containsExactly("b");
    }

    /** The one moment in which a process that is ended leaves the old folder aside and none in its place. */
    @Test
    void folderThatWasLeftAsideComesBack() throws IOException {
        Path aside = Files.createDirectories(folder.resolveSibling(".b.modeleditor-old"));
        Files.writeString(aside.resolve("old"), "old");
        AtomicFolders.restore(folder);
        assertThat(folder.resolve("old")).hasContent("old");
        assertThat(folder.resolveSibling("").toFile().list()).containsExactly("b");

        Files.move(folder, aside);
        assertThatThrownBy(() -> AtomicFolders.write(folder, draft -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(folder.resolve("old")).hasContent("old");

        Files.createDirectories(aside);
        AtomicFolders.write(folder, draft -> draft.write("new", out -> out.write(1)));
        assertThat(folder.resolveSibling("").toFile().list()).containsExactly("b");
    }

    @Test
    void failureLeavesTheOldFolderAndNothingElse() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("old"), "old");
        assertThatThrownBy(() -> AtomicFolders.write(folder, draft -> {
                    draft.write("one", out -> out.write(1));
                    draft.write("two", out -> {
                        out.write(2);
                        throw new IOException("the cable was pulled");
                    });
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll("Cannot write " + folder.resolve("two"), "the cable was pulled");
        assertThatThrownBy(() -> AtomicFolders.write(folder, draft -> {
                    throw new IllegalStateException("no weights");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(folder.toFile().list()).containsExactly("old");
        assertThat(folder.resolveSibling("").toFile().list()).containsExactly("b");
    }

    @Test
    void folderCannotLieInAFile() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "kept");
        assertThatThrownBy(() -> AtomicFolders.write(file.resolve("b"), draft -> draft.write("x", out -> {})))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.resolve("b").toString());
        assertThat(file).hasContent("kept");
    }

    @Test
    void onlyEmptyPlacesAreFree() throws IOException {
        AtomicFolders.requireFree(folder);
        Files.createDirectories(folder);
        AtomicFolders.requireFree(folder);
        Path file = Files.createFile(folder.resolve("file"));
        for (Path taken : new Path[] {folder, file}) {
            assertThatThrownBy(() -> AtomicFolders.requireFree(taken))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(taken.toString(), "left as it is");
        }
    }
}
