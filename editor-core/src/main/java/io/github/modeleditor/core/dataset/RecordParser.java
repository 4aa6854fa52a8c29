package io.github.modeleditor.core.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object after the other from a file, be they elements of an array or one on a line. */
final class RecordParser implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final JsonParser parser;
    private final boolean inArray;
    private @Nullable JsonToken token;
    private int records;

    private RecordParser(Path file, JsonParser parser) throws IOException {
        this.file = file;
        this.parser = parser;
        this.token = parser.nextToken();
        this.inArray = token == JsonToken.START_ARRAY;
        if (inArray) {
            token = parser.nextToken();
        }
    }

    static RecordParser open(Path file) {
        try {
            InputStream in = Files.newInputStream(file);
            try {
                return new RecordParser(file, MAPPER.createParser(in));
            } catch (IOException failure) {
                in.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw explain(file, failure);
        }
    }

    /** The next record, or null behind the last. */
    @Nullable
    RecordFields next() {
        try {
            if (token == null || token == JsonToken.END_ARRAY) {
                requireEnd();
                return null;
            }
            records++;
            String place = file + ", record " + records + " (line "
                    + parser.currentTokenLocation().getLineNr() + "),";
            if (token != JsonToken.START_OBJECT) {
                throw new DatasetException(place + " is no JSON object. Put each record in { and }.");
            }
            JsonNode object = MAPPER.readTree(parser);
            token = parser.nextToken();
            return new RecordFields(place, "", object);
        } catch (IOException failure) {
            throw explain(file, failure);
        }
    }

    private void requireEnd() throws IOException {
        if (inArray && parser.nextToken() != null) {
            throw new DatasetException(file + ", line "
                    + parser.currentTokenLocation().getLineNr()
                    + ": there is more behind the array of records. Put all records into one array.");
        }
    }

    private static DatasetException explain(Path file, IOException failure) {
        if (failure instanceof JsonProcessingException malformed && malformed.getLocation() != null) {
            return new DatasetException(
                    file + ", line " + malformed.getLocation().getLineNr() + ", column "
                            + malformed.getLocation().getColumnNr() + ": malformed JSON: "
                            + malformed.getOriginalMessage() + ". Correct it there.",
                    failure);
        }
        String reason = failure instanceof NoSuchFileException ? "there is no such file" : failure.toString();
        return new DatasetException("Cannot read " + file + ": " + reason + ". Check the path.", failure);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException failure) {
            throw explain(file, failure);
        }
    }
}
