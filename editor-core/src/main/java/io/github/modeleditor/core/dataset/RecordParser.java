package io.github.modeleditor.core.dataset;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.modeleditor.api.error.DatasetException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads one record after the other from a file, whatever their fields mean, and says where it stands when it cannot. */
abstract class RecordParser implements AutoCloseable {
    final Path file;
    final JsonParser parser;
    private final RecordStream stream;
    private final String language;
    private int records;

    RecordParser(Path file, RecordStream stream, JsonParser parser, String language) {
        this.file = file;
        this.stream = stream;
        this.parser = parser;
        this.language = language;
    }

    /** A parser that closes what it is given, also when it cannot begin. */
    static RecordParser open(Path file, InputStream content, boolean csv) {
        RecordStream stream = new RecordStream(content);
        try {
            return csv ? CsvRecordParser.of(file, stream) : JsonRecordParser.of(file, stream);
        } catch (IOException failure) {
            DatasetException unreadable = unreadable(file, failure);
            try {
                content.close();
            } catch (IOException second) {
                unreadable.addSuppressed(second);
            }
            throw unreadable;
        }
    }

    static DatasetException unreadable(Path file, IOException failure) {
        String reason = failure instanceof NoSuchFileException ? "there is no such file" : failure.toString();
        return new DatasetException("Cannot read " + file + ": " + reason + ". Check the path.", failure);
    }

    /** The next record, or null after the last. */
    final @Nullable RecordFields next() {
        records++;
        stream.nextRecord();
        try {
            return parse();
        } catch (IOException failure) {
            throw explain(failure);
        } catch (OutOfMemoryError failure) {
            throw new DatasetException(
                    file + ", record " + records
                            + ": the Java heap is full. Read fewer records, or raise it with -Xmx.",
                    failure);
        }
    }

    /** The next record, or null after the last, where the parser allows it. */
    abstract @Nullable RecordFields parse() throws IOException;

    /** The number of the record being parsed, from 1. */
    final int number() {
        return records;
    }

    final String place(int line) {
        return file + ", record " + records + " (line " + line + "),";
    }

    private DatasetException explain(IOException failure) {
        if (failure instanceof RecordStream.TooLargeException) {
            return new DatasetException(
                    file + ", record " + records + ": " + failure.getMessage()
                            + ". Check that the file is what its name says.",
                    failure);
        }
        if (failure instanceof JsonProcessingException malformed && malformed.getLocation() != null) {
            JsonLocation where = malformed.getLocation();
            return new DatasetException(
                    file + ", record " + records + " (line " + where.getLineNr() + ", column " + where.getColumnNr()
                            + "): malformed " + language + ": " + malformed.getOriginalMessage()
                            + ". Correct it there.",
                    failure);
        }
        if (failure instanceof CharConversionException) {
            // Characters are decoded ahead of the records, so the line is a lower bound.
            return new DatasetException(
                    file + ", record " + records + " (at or behind line "
                            + parser.currentLocation().getLineNr() + "): not UTF-8: " + failure.getMessage()
                            + ". Save the file as UTF-8.",
                    failure);
        }
        return unreadable(file, failure);
    }

    @Override
    public final void close() {
        try {
            parser.close();
        } catch (IOException failure) {
            throw explain(failure);
        }
    }
}
