package io.github.modeleditor.core.dataset;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Streams;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads files of facts, in UTF-8 with or without a byte-order mark. Thread-safe. */
public final class FactFileReader {
    private FactFileReader() {}

    /**
     * Reads a whole file into memory; {@link #stream} does without.
     *
     * @param file a JSON array of records, one record on a line, or a CSV table
     * @param format which fields the records have
     * @return the records, in the file's order; at least one
     * @throws DatasetException if the file cannot be read, holds no record, or one that does not fit the format
     */
    public static List<FactRecord> read(Path file, FactFormat format) {
        try (Stream<FactRecord> records = stream(file, format)) {
            return records.toList();
        }
    }

    /**
     * Reads a file as it is asked for, one record in memory at a time. An error further down shows when the stream comes
     * to it.
     *
     * @param file a JSON array of records, one record on a line, or a CSV table
     * @param format which fields the records have
     * @return the records, in the file's order; to be closed by the caller
     * @throws DatasetException if the file cannot be read, or does not begin with a record of the format
     */
    public static Stream<FactRecord> stream(Path file, FactFormat format) {
        try {
            return stream(file, Files.newInputStream(file), format);
        } catch (IOException failure) {
            throw RecordParser.unreadable(file, failure);
        }
    }

    /** The same for what stands in a file, whose name is for messages and for knowing a table; closes what it is given. */
    static Stream<FactRecord> stream(Path file, InputStream content, FactFormat format) {
        FactFormat byName = format == FactFormat.AUTO && isCsv(file) ? FactFormat.CSV : format;
        RecordParser parser = RecordParser.open(file, content, byName == FactFormat.CSV);
        try {
            @Nullable RecordFields first = parser.next();
            if (first == null) {
                throw new DatasetException(file + " holds no records. Give it at least one.");
            }
            RecordReader reader = RecordReader.of(byName, first);
            return Stream.concat(
                            records(first, reader),
                            Streams.stream(rest(parser)).flatMap(fields -> records(fields, reader)))
                    .onClose(parser::close);
        } catch (DatasetException failure) {
            parser.close();
            throw failure;
        }
    }

    private static boolean isCsv(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    /** What MQuAKE asks to rewrite is a list, as what is deduced from it takes several facts. */
    private static Stream<FactRecord> records(RecordFields fields, RecordReader reader) {
        return fields.each("requested_rewrite").stream().map(reader::read);
    }

    private static Iterator<RecordFields> rest(RecordParser parser) {
        return new AbstractIterator<>() {
            @Override
            protected @Nullable RecordFields computeNext() {
                @Nullable RecordFields fields = parser.next();
                return fields == null ? endOfData() : fields;
            }
        };
    }
}
