package io.github.modeleditor.core.dataset;

import com.google.common.collect.ImmutableList;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.data.FactRecord;
import java.util.List;
import java.util.Objects;
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
                .withHeldOutParaphrases(fields.textOrTexts(fields.oneOf("rephrase_prompt", "rephrase")))
                .withLocalityProbes(probes(fields, "locality"))
                .withPortabilityProbes(probes(fields, "portability"));
        @Nullable String subject = fields.textUnlessMissing(fields.oneOf("subject", "concept"));
        fact = subject == null ? fact : fact.withSubject(subject);
        @Nullable String truth = fields.firstText(fields.oneOf("ground_truth", "target_old"));
        return FactRecord.of(fact, Objects.requireNonNullElse(truth, target).strip());
    }

    /** Groups of questions by name, or, in CKnowEdit, a list of them. */
    private static List<Probe> probes(RecordFields fields, String kind) {
        ImmutableList.Builder<Probe> probes = ImmutableList.builder();
        if (fields.isList(kind)) {
            fields.objects(kind).forEach(question -> add(probes, question, kind));
            return probes.build();
        }
        @Nullable RecordFields groups = fields.objectOrNull(kind);
        if (groups != null) {
            for (String group : groups.names()) {
                groups.objects(group).forEach(question -> add(probes, question, group));
            }
        }
        return probes.build();
    }

    private static void add(ImmutableList.Builder<Probe> probes, RecordFields question, String group) {
        @Nullable String answer = question.firstText(question.oneOf("ground_truth", "answer"));
        if (answer != null) {
            probes.add(Probe.of(prompt(question), answer.strip()).withGroup(group));
        }
    }

    private static String prompt(RecordFields question) {
        @Nullable String prompt = question.firstText("prompt");
        if (prompt == null) {
            throw question.lacks("prompt");
        }
        return prompt;
    }
}
