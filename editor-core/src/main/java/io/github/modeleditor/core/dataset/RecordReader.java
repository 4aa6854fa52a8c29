package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import java.util.List;
import java.util.stream.Collectors;

/** Makes a fact of a record's fields, one way for each format. */
@FunctionalInterface
interface RecordReader {
    FactRecord read(RecordFields fields);

    /** The reader for a format, which the first record decides where it is {@link FactFormat#AUTO}. */
    static RecordReader of(FactFormat format, RecordFields first) {
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

    private static FactFormat detect(RecordFields first) {
        List<FactFormat> known = TelltaleFields.formats();
        return known.stream()
                .filter(format -> TelltaleFields.of(format).stream()
                        .anyMatch(telltale -> first.names().containsAll(telltale)))
                .findFirst()
                .orElseThrow(() -> first.failure("is of no known format: its fields are " + first.names()
                        + ". Known are "
                        + known.stream().map(RecordReader::describe).collect(Collectors.joining(", "))
                        + ". Rename the fields, or name the format."));
    }

    private static String describe(FactFormat format) {
        return format + " "
                + TelltaleFields.of(format).stream().map(List::toString).collect(Collectors.joining(" or "));
    }
}
