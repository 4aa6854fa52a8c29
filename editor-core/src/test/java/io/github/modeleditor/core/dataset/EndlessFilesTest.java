package io.github.modeleditor.core.dataset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.core.metric.EvaluationFileReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that does not end is refused before it fills the memory. */
class EndlessFilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"[{\"prompt\": [", "[{\"prompt\": \"", "{\"a\":", "[", ""})
    void endlessRecordIsRefused(String beginning) {
        for (FactFormat format : new FactFormat[] {FactFormat.AUTO, FactFormat.CSV}) {
            assertThatThrownBy(() -> FactFileReader.stream(Path.of("endless"), endless(beginning, "1,"), format))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("endless");
        }
    }

    @Test
    void endlessBlankIsRefused() {
        assertThatThrownBy(() -> FactFileReader.stream(Path.of("endless"), endless("", " \n"), FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("more than 16 MiB");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void deviceIsNoFileOfTexts() {
        assertThatThrownBy(() -> EvaluationFileReader.texts(Path.of("/dev/zero")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no regular file");
    }

    @Test
    void subjectThatWouldFillAPromptIsRefused() {
        String record = "[{\"requested_rewrite\": {\"prompt\": \"" + "{}".repeat(4000) + "\", \"subject\": \""
                + "s".repeat(4000) + "\", \"target_new\": {\"str\": \"a\"}, \"target_true\": {\"str\": \"b\"}}}]";
        assertThatThrownBy(() -> FactFileReader.stream(
                                Path.of("explodes"),
                                new ByteArrayInputStream(record.getBytes(StandardCharsets.UTF_8)),
                                FactFormat.AUTO)
                        .toList())
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("4000 {}", "Shorten");
    }

    private static InputStream endless(String beginning, String repeated) {
        byte[] bytes = repeated.getBytes(StandardCharsets.UTF_8);
        InputStream rest = new InputStream() {
            private int at;

            @Override
            public int read() {
                return bytes[at++ % bytes.length];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    into[offset + i] = (byte) read();
                }
                return length;
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(beginning.getBytes(StandardCharsets.UTF_8)), rest);
    }
}
