package io.github.modeleditor.core.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a table, whose first row names the columns. An empty cell is no field; lines without a cell are skipped. */
final class CsvRecordParser extends RecordParser {
    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private List<String> columns = List.of();

    /** Where the row read last begins, from 1. */
    private int line;

    private CsvRecordParser(Path file, RecordStream stream, JsonParser parser) {
        super(file, stream, parser, "CSV");
    }

    static RecordParser of(Path file, RecordStream in) throws IOException {
        return new CsvRecordParser(file, in, MAPPER.createParser(in));
    }

    @Override
    @Nullable
    RecordFields parse() throws IOException {
        if (number() == 1) {
            parser.nextToken();
            columns = row().stream().map(String::strip).toList();
            checkColumns();
        }
        List<String> cells = row();
        if (cells.isEmpty()) {
            return null;
        }
        if (cells.size() != columns.size()) {
            throw new DatasetException(place(line) + " has " + cells.size() + " cells, but the header names "
                    + columns.size() + " columns. Put cells that hold a comma, a quote or a line break in quotes.");
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int column = 0; column < cells.size(); column++) {
            if (!cells.get(column).isEmpty()) {
                object.put(columns.get(column), cells.get(column));
            }
        }
        return new RecordFields(place(line), "", object);
    }

    /** The cells of the next row; none after the last. */
    private List<String> row() throws IOException {
        List<String> cells = new ArrayList<>();
        if (parser.nextToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                if (cells.isEmpty()) {
                    line = parser.currentTokenLocation().getLineNr();
                }
                cells.add(parser.getText());
            }
        }
        return cells;
    }

    private void checkColumns() {
        if (columns.isEmpty()) {
            return;
        }
        for (String required : List.of("prompt", "target")) {
            if (!columns.contains(required)) {
                throw new DatasetException(file + ", line " + line + ": the header lacks the column \"" + required
                        + "\"; its columns are " + columns + ". Name the columns in the first line, between commas.");
            }
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!column.isEmpty() && !seen.add(column)) {
                throw new DatasetException(file + ", line " + line + ": the header names the column \"" + column
                        + "\" twice. Number the second: \"" + column + "_2\".");
            }
        }
    }
}
