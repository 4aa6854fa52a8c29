package io.github.modeleditor.core.dataset;

import com.google.common.collect.ImmutableList;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.data.FactRecord;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * KnowEdit. Its facts get no old target even where the data names one: KnowEdit is judged by the share of target tokens,
 * and an old target would have them judged by contrast.
 */
final class KnowEditReader {
    private KnowEditReader() {}

    static FactRecord read(RecordFields fields) {
        String target = fields.text(fields.oneOf("target_new", "labels")).strip();
        Fact fact = Fact.of(fields.text(fields.oneOf("prompt", "text")), target)
                .withSubject(fields.text(fields.oneOf("subject", "concept")))
                .withHeldOutParaphrases(Stream.ofNullable(fields.textUnlessMissing("rephrase_prompt"))
                        .toList())
                .withLocalityProbes(probes(fields.objectOrNull("locality")))
                .withPortabilityProbes(probes(fields.objectOrNull("portability")));
        @Nullable String truth = fields.firstText("ground_truth");
        return FactRecord.of(fact, Objects.requireNonNullElse(truth, target).strip());
    }

    private static List<Probe> probes(@Nullable RecordFields groups) {
        if (groups == null) {
            return List.of();
        }
        ImmutableList.Builder<Probe> probes = ImmutableList.builder();
        for (String group : groups.names()) {
            for (RecordFields question : groups.objects(group)) {
                @Nullable String answer = question.firstText("ground_truth");
                if (answer != null) {
                    probes.add(Probe.of(prompt(question), answer.strip()).withGroup(group));
                }
            }
        }
        return probes.build();
    }

    private static String prompt(RecordFields question) {
        @Nullable String prompt = question.firstText("prompt");
        if (prompt == null) {
            throw question.lacks("prompt");
        }
        return prompt;
    }
}
