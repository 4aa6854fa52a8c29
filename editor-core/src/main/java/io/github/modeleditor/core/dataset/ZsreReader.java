package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import java.util.List;

/** zsRE, in both conventions of what is taught. Its facts have no old target, so the share of target tokens counts. */
final class ZsreReader {
    private ZsreReader() {}

    static DatasetRecord answer(RecordFields fields) {
        return read(fields, firstAnswer(fields));
    }

    static DatasetRecord alternative(RecordFields fields) {
        return read(fields, fields.text("alt").strip());
    }

    private static DatasetRecord read(RecordFields fields, String target) {
        Fact fact = new Fact(
                fields.text("src"),
                target,
                fields.text("subject"),
                null,
                List.of(),
                List.of(fields.text("rephrase")),
                List.of(Probe.of(fields.text("loc"), fields.text("loc_ans").strip())),
                List.of());
        return DatasetRecord.of(fact, firstAnswer(fields));
    }

    private static String firstAnswer(RecordFields fields) {
        return fields.texts("answers").stream()
                .findFirst()
                .orElseThrow(() -> fields.failure("has no element in \"answers\". Give at least one answer."))
                .strip();
    }
}
