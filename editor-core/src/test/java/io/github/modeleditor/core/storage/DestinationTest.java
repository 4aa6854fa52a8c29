package io.github.modeleditor.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DestinationTest {
    private final Path folder;
    private final Path file;

    DestinationTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("notes");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsThereAndSomethingElseStays(Destination kind) throws IOException {
        kind.require(file, List.of(), false);
        Files.writeString(file, "");
        kind.require(file, List.of(), false);
        Files.writeString(file, "my notes");
        assertThatThrownBy(() -> kind.require(file, List.of(), false))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(file.toString(), "left as it is", "another name");
        kind.require(file, List.of(), true);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsNeverWrittenAlsoUnderAnotherName(Destination kind) throws IOException {
        Files.writeString(file, "{\"prompt\"");
        Path link = Files.createLink(folder.resolve("link"), file);
        assertThatThrownBy(() -> kind.require(link, List.of(folder, file), true))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it is read");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatHoldsNothingIsWrittenThrough() {
        Path nowhere = Path.of("/dev/null");
        assertThat(Destination.isThrough(nowhere)).isTrue();
        Destination.REPORT.require(nowhere, List.of(), false);
        AtomicFiles.requireWritable(nowhere);
        AtomicFiles.write(nowhere, out -> out.write(1));
        assertThat(Files.isRegularFile(nowhere)).isFalse();
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Files.writeString(file, "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        AtomicFiles.write(link, out -> out.write('n'));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("n");
    }
}
