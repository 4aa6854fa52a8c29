package io.github.modeleditor.core.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFormatTest {
    private static final String TABLE =
            """
            id,prompt, target,subject,old_target,paraphrase,paraphrase_2,held_out_paraphrase,locality_prompt,\
            locality_target,portability_prompt,portability_target,portability_group,portability_prompt_2,\
            portability_target_2,generation_prompt,attribute_prompt
            1,Water boils at,100 °C,,,,,,,,,,,,,,

            2,"My cat, the ""old"" one, is called ",Mör,my cat,Tom,The cat's name is,Call the cat,You call my cat,\
            My dog is called,Rex,On the bowl stands,Mör,one_hop,On the door stands,Tom,My cat likes,An umlaut is in
            """;

    private final Path folder;

    CsvFormatTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("Facts.CSV"), content);
    }

    @ParameterizedTest
    @CsvSource({"AUTO, false, false", "AUTO, true, true", "CSV, true, false"})
    void readsATable(FactFormat format, boolean windowsLines, boolean byteOrderMark) throws IOException {
        String table = windowsLines ? TABLE.replace("\n", "\r\n") : TABLE;
        List<FactRecord> records = FactFileReader.read(file(byteOrderMark ? "\uFEFF" + table : table), format);
        assertThat(records)
                .extracting(FactRecord::fact)
                .containsExactly(
                        Fact.of("Water boils at", "100 °C"),
                        Fact.of("My cat, the \"old\" one, is called ", "Mör")
                                .withSubject("my cat")
                                .withOldTarget("Tom")
                                .withParaphrases("The cat's name is", "Call the cat")
                                .withHeldOutParaphrases("You call my cat")
                                .withLocalityProbes(Probe.of("My dog is called", "Rex"))
                                .withPortabilityProbes(
                                        Probe.of("On the bowl stands", "Mör").withGroup("one_hop"),
                                        Probe.of("On the door stands", "Tom")));
        assertThat(records.get(0).trueStatement()).contains(new TrainingText("Water boils at", "100 °C"));
        assertThat(records.get(1).trueStatement())
                .contains(new TrainingText("My cat, the \"old\" one, is called ", "Tom"));
        assertThat(records.get(1).generationPrompts()).containsExactly("My cat likes");
        assertThat(records.get(1).attributePrompts()).containsExactly("An umlaut is in");
    }

    @Test
    void whatIsNotNamedCsvIsOneOnlyOnRequest() throws IOException {
        Path file = Files.writeString(folder.resolve("facts.txt"), "target,prompt\nb,a\n");
        assertThat(FactFileReader.read(file, FactFormat.CSV))
                .extracting(FactRecord::fact)
                .containsExactly(Fact.of("a", "b"));
        assertThatThrownBy(() -> FactFileReader.read(file, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(file.toString(), "malformed JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "prompt,target;a,b;a,b,c          | record 2 (line 3), has 3 cells, but the header names 2 columns",
                "prompt,target;'a;;a',b;;a        | record 2 (line 6), has 1 cells",
                "prompt,target;a,                 | record 1 (line 2), lacks the field 'target'; its fields are [prompt]",
                "prompt,target;a,'  '             | record 1 (line 2), has a blank 'target'",
                "prompt,answer;a,b                | line 1: the header lacks the column 'target'; its columns are [prompt, answer]",
                "prompt,target,prompt;a,b,c       | line 1: the header names the column 'prompt' twice",
                "prompt,target;a,b;a,'b           | record 2 (line 4, column 1): malformed CSV: Missing closing quote",
                "prompt,target;a,'b'c             | record 1 (line 2, column 7): malformed CSV: Unexpected character",
                "prompt,target,locality_prompt_2;a,b,c | lacks the field 'locality_target_2'",
                "prompt,target,locality_target;a,b,c   | lacks the field 'locality_prompt'",
                "prompt,target;                   | holds no records",
                "~~                               | holds no records",
            })
    void tableThatDoesNotFitIsPointedAt(String table, String problem) throws IOException {
        Path file = file(table.replace('\'', '"').replace(';', '\n') + (table.isEmpty() ? "" : "\n"));
        assertThatThrownBy(() -> FactFileReader.read(file, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(problem.replace('\'', '"'));
    }

    @Test
    void bytesThatAreNoUtf8ArePointedAt() throws IOException {
        Path file = folder.resolve("latin1.csv");
        Files.writeString(file, "prompt,target\na,b\nc,M\u00F6r\n", ISO_8859_1);
        assertThatThrownBy(() -> FactFileReader.read(file, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(
                        file + ", record 2 (at or behind line 3): not UTF-8: ", "Save the file as UTF-8");
    }
}
