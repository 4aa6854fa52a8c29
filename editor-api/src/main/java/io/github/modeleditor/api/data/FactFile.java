package io.github.modeleditor.api.data;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.spi.Providers;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records of a file of facts, in UTF-8 with or without a byte-order mark.
 *
 * @param records the records, in the file's order
 */
public record FactFile(List<FactRecord> records) {
    public FactFile {
        Objects.requireNonNull(records, "records");
        records = List.copyOf(records);
    }

    /**
     * Reads a whole file whose format its fields tell.
     *
     * @param file a JSON array of records, one record on a line, or a CSV table
     * @return its records; at least one
     * @throws DatasetException if the file cannot be read, holds no record, or one that does not fit the format
     */
    public static FactFile read(Path file) {
        Objects.requireNonNull(file, "file");
        return read(file, FactFormat.AUTO);
    }

    /**
     * Reads a whole file into memory; {@link #stream} does without.
     *
     * @param file a JSON array of records, one record on a line, or a CSV table
     * @param format which fields the records have
     * @return its records; at least one
     * @throws DatasetException if the file cannot be read, holds no record, or one that does not fit the format
     */
    public static FactFile read(Path file, FactFormat format) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(format, "format");
        try (Stream<FactRecord> records = stream(file, format)) {
            return new FactFile(records.toList());
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
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(format, "format");
        return Providers.formats().readFacts(file, format);
    }

    /**
     * Writes facts as JSON lines, so that {@link #read(Path)} gives equal ones. The write is atomic: the file is there whole
     * or not at all, and one that was there is replaced.
     *
     * @param file where to; its folder is made where missing
     * @param facts what to write, in this order; at least one, as no file without a record is read
     * @return the file
     * @throws DatasetException if there is no fact
     * @throws StorageException if it cannot be written
     */
    public static Path write(Path file, Collection<Fact> facts) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(facts, "facts");
        Providers.formats().writeFacts(file, List.copyOf(facts));
        return file;
    }

    /**
     * The first records.
     *
     * @param count how many at most; at least 0
     * @return these records alone
     */
    public FactFile first(int count) {
        return new FactFile(records.stream().limit(count).toList());
    }

    /**
     * The records after the first.
     *
     * @param count how many to leave out; at least 0
     * @return the others
     */
    public FactFile after(int count) {
        return new FactFile(records.stream().skip(count).toList());
    }

    /**
     * What the records teach.
     *
     * @return a fact for each record
     */
    public List<Fact> facts() {
        return records.stream().map(FactRecord::fact).toList();
    }

    /**
     * What is true today, where the records say so: the pool for random and similar facts of an edit that does not teach them.
     *
     * @return a statement for each record that has one
     */
    public List<TrainingText> statements() {
        return records.stream()
                .map(FactRecord::trueStatement)
                .flatMap(Optional::stream)
                .toList();
    }
}
