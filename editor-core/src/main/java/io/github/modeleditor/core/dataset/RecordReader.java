package io.github.modeleditor.core.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Makes a fact of a record's fields, one way for each format. */
@FunctionalInterface
interface RecordReader {
    DatasetRecord read(RecordFields fields);

    /** The reader for a format, which the first record decides where it is {@link DatasetFormat#AUTO}. */
    static RecordReader of(DatasetFormat format, RecordFields first) {
        return switch (format) {
            case AUTO -> of(detect(first), first);
            case COUNTERFACT -> CounterFactReader::flat;
            case MULTI_COUNTERFACT -> CounterFactReader::full;
            case ZSRE -> ZsreReader::answer;
            case ZSRE_ALTERNATIVE -> ZsreReader::alternative;
            case KNOWEDIT -> KnowEditReader::read;
            case WIKIBIGEDIT -> WikiBigEditReader::read;
            case JSONL -> OwnReader::json;
            case CSV -> OwnReader::csv;
        };
    }

    private static DatasetFormat detect(RecordFields first) {
        List<DatasetFormat> known = Arrays.stream(DatasetFormat.values())
                .filter(format -> !format.telltaleFields().isEmpty())
                .toList();
        return known.stream()
                .filter(format -> format.telltaleFields().stream()
                        .anyMatch(telltale -> first.names().containsAll(telltale)))
                .findFirst()
                .orElseThrow(() -> first.failure("is of no known format: its fields are " + first.names()
                        + ". Known are "
                        + known.stream().map(RecordReader::describe).collect(Collectors.joining(", "))
                        + ". Rename the fields, or name the format."));
    }

    private static String describe(DatasetFormat format) {
        return format + " "
                + format.telltaleFields().stream().map(List::toString).collect(Collectors.joining(" or "));
    }
}
