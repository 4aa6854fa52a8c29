package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationFileReaderTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void readsWhatIsThere() throws IOException {
        assertThat(EvaluationFileReader.texts(file("one\n \nÜ two\n"))).containsExactly("one", "Ü two");
        assertThat(
                        EvaluationFileReader.multipleChoice(
                                file(
                                        """
                                {"question": "Q", "choices": ["a", "b"], "answer": 1}
                                {"question": "R", "choices": ["a", "b"], "answer": "a", "source": "x"}
                                """)))
                .containsExactly(MultipleChoice.of("Q", 1, "a", "b"), MultipleChoice.of("R", 0, "a", "b"));
        assertThat(EvaluationFileReader.references(
                        file("{\"prompt\": \"p\", \"text\": \"t\"}\n{\"prompt\": \"q\", \"text\": \"u\"}")))
                .containsExactly(entry("p", "t"), entry("q", "u"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|is no JSON object",
                "{\"question\": \"Q\", \"choices\": [\"a\", \"b\"]}|lacks the field \"answer\"",
                "{\"question\": \"Q\", \"choices\": [\"a\", \"b\"], \"answer\": 2}|must be from 0 to 1",
                "{\"question\": \"Q\", \"choices\": [\"a\", \"b\"], \"answer\": \"c\"}|must be from 0 to 1",
                "{\"question\": \"Q\", \"choices\": [\"a\"], \"answer\": 0}|must be at least 2",
                "{\"question\": \"Q\", \"choices\": [\"a\", 7], \"answer\": 0}|in \"choices\" 7",
                "{\"question\": \" \", \"choices\": [\"a\", \"b\"], \"answer\": 0}|in \"question\"",
                "[1]|is no JSON object"
            })
    void saysWhichLineIsMalformed(String line, String message) throws IOException {
        Path file = file("\n" + line);
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> EvaluationFileReader.multipleChoice(file))
                .withMessageContaining(file + ", line 2")
                .withMessageContaining(message);
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Path missing = folder.resolve("nowhere");
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> EvaluationFileReader.texts(missing))
                .withMessageContaining("There is no file " + missing);
        Path blank = file(" \n");
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> EvaluationFileReader.texts(blank))
                .withMessageContaining("no line with text");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> EvaluationFileReader.texts(binary))
                .withMessageContaining("no UTF-8");
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> EvaluationFileReader.texts(folder))
                .withMessageContaining(folder + " is no regular file, but a folder");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "lines", ".jsonl"), content);
    }
}
