package io.github.modeleditor.core.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.core.dataset.Layouts.Frame;
import io.github.modeleditor.core.dataset.Layouts.Written;
import io.github.modeleditor.core.dataset.RecordSamples.Sample;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What was written is read back, and a file that was cut short is never taken for a whole one. */
class WrittenRecordsTest {
    private static final Path FILE = Path.of("folder", "facts.json");

    @Property(tries = 300)
    void jsonIsReadBack(@ForAll("samples") Sample sample, @ForAll Frame frame) {
        byte[] bytes = Layouts.json(sample.format(), sample.records(), frame).bytes();
        assertThat(read(bytes, sample.format())).isEqualTo(sample.records());
        if (sample.format() != FactFormat.ZSRE_ALTERNATIVE) {
            assertThat(read(bytes, FactFormat.AUTO)).isEqualTo(sample.records());
        }
    }

    @Property(tries = 300)
    void aTableIsReadBack(
            @ForAll("ownRecords") List<FactRecord> records, @ForAll boolean windowsLines, @ForAll boolean quoteAll) {
        String lineBreak = windowsLines ? "\r\n" : "\n";
        byte[] bytes = Layouts.csv(records, lineBreak, quoteAll).bytes();
        assertThat(read(bytes, FactFormat.CSV)).isEqualTo(records);
    }

    @Property(tries = 30)
    void jsonThatWasCutIsRefusedOrAWholeNumberOfLines(@ForAll("samples") Sample sample, @ForAll Frame frame) {
        Written written = Layouts.json(sample.format(), sample.records(), frame);
        byte[] bytes = written.bytes();
        for (int length = 0; length < bytes.length; length++) {
            @Nullable List<FactRecord> read = cut(bytes, length, sample.format());
            if (read == null) {
                continue;
            }
            assertThat(frame).as("an array without its end").isEqualTo(Frame.LINES);
            assertThat(read).isEqualTo(whole(sample.records(), written, length));
            assertThat(rest(written, length)).isBlank();
        }
    }

    @Property(tries = 30)
    void aTableThatWasCutLosesAtMostTheEndOfItsLastCell(@ForAll("ownRecords") List<FactRecord> records) {
        Written written = Layouts.csv(records, "\n", false);
        byte[] bytes = written.bytes();
        for (int length = 0; length < bytes.length; length++) {
            @Nullable List<FactRecord> read = cut(bytes, length, FactFormat.CSV);
            if (read == null) {
                continue;
            }
            List<FactRecord> whole = whole(records, written, length);
            boolean begun = !rest(written, length).isBlank();
            assertThat(read).hasSize(whole.size() + (begun ? 1 : 0));
            assertThat(read.subList(0, whole.size())).isEqualTo(whole);
        }
    }

    private static List<FactRecord> read(byte[] bytes, FactFormat format) {
        try (Stream<FactRecord> records = FactFileReader.stream(FILE, new ByteArrayInputStream(bytes), format)) {
            return records.toList();
        }
    }

    /** The records of a file's first bytes, or null where they are refused as a file of facts should be. */
    private static @Nullable List<FactRecord> cut(byte[] bytes, int length, FactFormat format) {
        try {
            return read(Arrays.copyOf(bytes, length), format);
        } catch (DatasetException refused) {
            assertThat(refused).hasMessageContaining(FILE.toString());
            return null;
        }
    }

    private static List<FactRecord> whole(List<FactRecord> records, Written written, int length) {
        return records.subList(
                0, (int) written.ends().stream().filter(end -> end <= length).count());
    }

    /** What stands after the last whole record. */
    private static String rest(Written written, int length) {
        int begin = written.ends().stream()
                .mapToInt(Integer::intValue)
                .filter(end -> end <= length)
                .max()
                .orElse(0);
        return new String(written.bytes(), begin, length - begin, UTF_8);
    }

    @Provide
    Arbitrary<Sample> samples() {
        return RecordSamples.samples();
    }

    @Provide
    Arbitrary<List<FactRecord>> ownRecords() {
        return RecordSamples.ownRecords();
    }
}
