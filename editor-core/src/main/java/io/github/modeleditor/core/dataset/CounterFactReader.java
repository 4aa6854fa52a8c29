package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactRecord;
import java.util.Optional;

/** CounterFact, in both layouts. Its facts have an old target, so they are judged by contrast. */
final class CounterFactReader {
    private static final String SUBJECT_PLACE = "{}";

    private static final int LONGEST_PROMPT = 1_000_000;

    private CounterFactReader() {}

    static FactRecord flat(RecordFields fields) {
        String truth = fields.text("ground_truth").strip();
        Fact fact = Fact.of(fields.text("prompt"), fields.text("target_new").strip())
                .withSubject(fields.text("subject"))
                .withOldTarget(truth)
                .withHeldOutParaphrases(fields.text("rephrase_prompt"))
                .withLocalityProbes(Probe.of(
                        fields.text("locality_prompt"),
                        fields.text("locality_ground_truth").strip()));
        return FactRecord.of(fact, truth);
    }

    static FactRecord full(RecordFields fields) {
        RecordFields rewrite = fields.object("requested_rewrite");
        String subject = rewrite.text("subject");
        String template = rewrite.text("prompt");
        if (!template.contains(SUBJECT_PLACE)) {
            throw fields.failure("has no {} in \"requested_rewrite.prompt\": \"" + template
                    + "\". Put {} where the subject belongs.");
        }
        int places = (template.length() - template.replace(SUBJECT_PLACE, "").length()) / SUBJECT_PLACE.length();
        if (places * (long) subject.length() > LONGEST_PROMPT) {
            throw fields.failure("has " + places + " {} in \"requested_rewrite.prompt\" for a subject of "
                    + subject.length() + " characters. Shorten them.");
        }
        String prompt = template.replace(SUBJECT_PLACE, subject);
        String truth = rewrite.object("target_true").text("str").strip();
        Fact fact = Fact.of(prompt, rewrite.object("target_new").text("str").strip())
                .withSubject(subject)
                .withOldTarget(truth)
                .withHeldOutParaphrases(fields.texts("paraphrase_prompts"))
                .withLocalityProbes(fields.texts("neighborhood_prompts").stream()
                        .map(neighbour -> Probe.of(neighbour, truth))
                        .toList());
        return new FactRecord(
                fact,
                Optional.of(new TrainingText(prompt, truth)),
                fields.texts("generation_prompts"),
                fields.texts("attribute_prompts"));
    }
}
