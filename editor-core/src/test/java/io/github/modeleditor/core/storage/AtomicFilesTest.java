package io.github.modeleditor.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    private final Path folder;

    AtomicFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writesIntoFoldersThatItMakes() {
        Path parent = folder.resolve("a/b");
        Path file = parent.resolve("adapter.bin");
        AtomicFiles.write(file, out -> out.write("new".getBytes(UTF_8)));
        assertThat(file).hasContent("new");
        assertThat(parent.toFile().list()).containsExactly("adapter.bin");
    }

    @Test
    void replacesAnExistingFileOnlyWhenAllIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("adapter.bin"), "old");
        AtomicFiles.write(file, out -> {
            out.write("new".getBytes(UTF_8));
            out.flush();
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("new");
    }

    @Test
    void failureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("adapter.bin"), "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("the cable was pulled");
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(file.toString(), "the cable was pulled", "Name a file")
                .hasCauseInstanceOf(IOException.class);
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("adapter.bin");
    }

    @Test
    void whatIsReplacedIsThereUntilTheOtherIsWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("adapter.bin"), "old");
        AtomicFiles.replace(file, beside -> {
            assertThat(beside).doesNotExist();
            assertThat(beside.getParent()).isEqualTo(folder.toAbsolutePath());
            AtomicFiles.write(beside, out -> out.write("new".getBytes(UTF_8)));
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("new");
        assertThatThrownBy(() -> AtomicFiles.replace(file, beside -> {
                    AtomicFiles.write(beside, out -> out.write("half".getBytes(UTF_8)));
                    throw new StorageException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(file).hasContent("new");
        assertThatThrownBy(() -> AtomicFiles.replace(file, beside -> {}))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
        assertThat(folder.toFile().list()).containsExactly("adapter.bin");
    }

    @Test
    void otherFailuresPassThroughAndLeaveNothing() {
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("adapter.bin"), out -> {
                    out.write(1);
                    throw new IllegalStateException("no weights");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no weights");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void fullDiskIsCalledThat() {
        Path full = Path.of("/dev/full");
        assumeThat(full).as("a device that is always full").exists();
        Path file = folder.resolve("adapter.bin");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    try (OutputStream device = Files.newOutputStream(full)) {
                        device.write(1);
                    }
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(file.toString(), "disk is full", "Free some space");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void folderInTheWayIsNamed() {
        assertThatThrownBy(() -> AtomicFiles.write(folder, out -> out.write(1)))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(folder.toString(), "it is a folder");
    }

    @Test
    void fileInPlaceOfTheFolderIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("adapter.bin"), out -> out.write(1)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.resolve("adapter.bin").toString());
        assertThat(file).hasContent("old");
    }

    @Test
    void knowsBeforehandWhatCannotBeWritten(@TempDir Path temporary) throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "kept");
        AtomicFiles.requireWritable(file);
        AtomicFiles.requireWritable(temporary.resolve("new").resolve("deep").resolve("file"));
        assertThat(file).hasContent("kept");
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).containsExactly(file);
        }
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> AtomicFiles.requireWritable(temporary))
                .withMessageContaining("it is a folder");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> AtomicFiles.requireWritable(file.resolve("below")))
                .withMessageContaining(file + " is no folder");
    }
}
