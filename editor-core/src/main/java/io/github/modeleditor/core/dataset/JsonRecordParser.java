package io.github.modeleditor.core.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** JSON objects, be they elements of an array or one on a line. NaN is taken for a number, as Python writes it. */
final class JsonRecordParser extends RecordParser {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private boolean inArray;

    private JsonRecordParser(Path file, RecordStream stream, JsonParser parser) {
        super(file, stream, parser, "JSON");
    }

    static RecordParser of(Path file, RecordStream in) throws IOException {
        return new JsonRecordParser(file, in, MAPPER.createParser(in));
    }

    @Override
    @Nullable
    RecordFields parse() throws IOException {
        @Nullable JsonToken token = parser.nextToken();
        if (number() == 1 && token == JsonToken.START_ARRAY) {
            inArray = true;
            token = parser.nextToken();
        }
        int line = parser.currentTokenLocation().getLineNr();
        if (token == null) {
            return null;
        }
        if (inArray && token == JsonToken.END_ARRAY) {
            requireEnd();
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new DatasetException(place(line) + " is no JSON object. Put each record in { and }.");
        }
        JsonNode object = MAPPER.readTree(parser);
        return new RecordFields(place(line), "", object);
    }

    private void requireEnd() throws IOException {
        if (parser.nextToken() != null) {
            throw new DatasetException(file + ", line "
                    + parser.currentTokenLocation().getLineNr()
                    + ": there is more behind the array of records. Put all records into one array.");
        }
    }
}
