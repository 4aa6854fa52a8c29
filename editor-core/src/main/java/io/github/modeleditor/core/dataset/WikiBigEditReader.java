package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.Probes;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.data.FactRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * WikiBigEdit, with its own names or EasyEdit's. It was written from Python tables, so any field but the question and its
 * answer may be null, NaN or empty. Its facts are true ones that a model is too old to know.
 */
final class WikiBigEditReader {
    private WikiBigEditReader() {}

    static FactRecord read(RecordFields fields) {
        String target = fields.text(fields.oneOf("ans", "target_new")).strip();
        Fact fact = new Fact(
                fields.text(fields.oneOf("update", "prompt")),
                target,
                PromptForm.PLAIN,
                Optional.ofNullable(fields.textUnlessMissing("subject")),
                Optional.empty(),
                List.of(),
                probes(fields, target));
        return FactRecord.of(
                fact,
                Objects.requireNonNullElse(fields.firstText("ground_truth"), target)
                        .strip());
    }

    private static Probes probes(RecordFields fields, String target) {
        return new Probes(
                Stream.ofNullable(fields.textUnlessMissing(fields.oneOf("rephrase", "rephrase_prompt")))
                        .toList(),
                probe(
                                fields.textUnlessMissing(fields.oneOf("loc", "locality_prompt")),
                                fields.textUnlessMissing(fields.oneOf("loc_ans", "locality_ground_truth")))
                        .toList(),
                Stream.concat(
                                probe(fields.textUnlessMissing("personas"), target)
                                        .map(probe -> probe.withGroup("personas")),
                                probe(fields.textUnlessMissing("mhop"), fields.textUnlessMissing("mhop_ans"))
                                        .map(probe -> probe.withGroup("mhop")))
                        .toList());
    }

    private static Stream<Probe> probe(@Nullable String prompt, @Nullable String answer) {
        return prompt == null || answer == null ? Stream.of() : Stream.of(Probe.of(prompt, answer.strip()));
    }
}
