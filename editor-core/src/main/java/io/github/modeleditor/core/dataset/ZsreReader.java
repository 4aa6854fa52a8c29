package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.data.FactRecord;

/** zsRE, in both conventions of what is taught. Its facts have no old target, so the share of target tokens counts. */
final class ZsreReader {
    private ZsreReader() {}

    static FactRecord answer(RecordFields fields) {
        return read(fields, firstAnswer(fields));
    }

    static FactRecord alternative(RecordFields fields) {
        return read(fields, fields.text("alt").strip());
    }

    private static FactRecord read(RecordFields fields, String target) {
        Fact fact = Fact.of(fields.text("src"), target)
                .withSubject(fields.text("subject"))
                .withHeldOutParaphrases(fields.text("rephrase"))
                .withLocalityProbes(
                        Probe.of(fields.text("loc"), fields.text("loc_ans").strip()));
        return FactRecord.of(fact, firstAnswer(fields));
    }

    private static String firstAnswer(RecordFields fields) {
        return fields.texts("answers").stream()
                .findFirst()
                .orElseThrow(() -> fields.failure("has no element in \"answers\". Give at least one answer."))
                .strip();
    }
}
