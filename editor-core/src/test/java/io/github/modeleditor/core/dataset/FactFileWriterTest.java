package io.github.modeleditor.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.error.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts as they are written, by the api. */
class FactFileWriterTest {
    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll("facts") List<Fact> facts) {
        String lines = facts.stream().map(FactFileWriter::line).collect(Collectors.joining("\n"));
        assertThat(lines.lines()).hasSameSizeAs(facts);
        ByteArrayInputStream bytes = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        try (Stream<FactRecord> read = FactFileReader.stream(Path.of("facts.jsonl"), bytes, FactFormat.AUTO)) {
            assertThat(read.map(FactRecord::fact)).isEqualTo(facts);
        }
    }

    @Provide
    Arbitrary<List<Fact>> facts() {
        return RecordSamples.facts().list().ofMinSize(1).ofMaxSize(3);
    }

    @Test
    void aFileIsReplacedAndReadBack(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new").resolve("facts.jsonl");
        List<Fact> facts = List.of(
                Fact.of("The tower stands in", "Rome").withOldTarget("Paris"),
                Fact.ofQuestion("Where is it?", "Rome").withLocalityProbes(Probe.of("And that?", "Oslo")));
        FactFile.write(file, List.of(Fact.of("a", "b")));
        assertThat(FactFile.write(file, facts)).isEqualTo(file);
        FactFile read = FactFile.read(file);
        assertThat(read.facts()).isEqualTo(facts);
        assertThat(read.first(1).facts()).containsExactly(facts.get(0));
        assertThat(read.after(1).facts()).containsExactly(facts.get(1));
        assertThat(read.statements()).extracting(text -> text.target()).containsExactly("Paris", "Rome");
        assertThat(Files.readString(file))
                .startsWith("{\"prompt\":\"The tower stands in\",\"target\":\"Rome\",\"old_target\":\"Paris\"}\n")
                .endsWith("\n");
    }

    @Test
    void whatCannotBeWrittenIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> FactFile.write(folder.resolve("none"), List.of()))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("Give at least one");
        assertThatThrownBy(() -> FactFile.write(folder, List.of(Fact.of("a", "b"))))
                .isInstanceOf(StorageException.class);
        assertThat(folder).isEmptyDirectory();
    }
}
