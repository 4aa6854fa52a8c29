package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.Optional;

/** CounterFact, in both layouts. Its facts have an old target, so they are judged by contrast. */
final class CounterFactReader {
    private static final String SUBJECT_PLACE = "{}";

    private CounterFactReader() {}

    static DatasetRecord flat(RecordFields fields) {
        String truth = fields.text("ground_truth").strip();
        Fact fact = new Fact(
                fields.text("prompt"),
                fields.text("target_new").strip(),
                fields.text("subject"),
                truth,
                List.of(),
                List.of(fields.text("rephrase_prompt")),
                List.of(Probe.of(
                        fields.text("locality_prompt"),
                        fields.text("locality_ground_truth").strip())),
                List.of());
        return DatasetRecord.of(fact, truth);
    }

    static DatasetRecord full(RecordFields fields) {
        RecordFields rewrite = fields.object("requested_rewrite");
        String subject = rewrite.text("subject");
        String template = rewrite.text("prompt");
        if (!template.contains(SUBJECT_PLACE)) {
            throw fields.failure("has no {} in \"requested_rewrite.prompt\": \"" + template
                    + "\". Put {} where the subject belongs.");
        }
        String prompt = template.replace(SUBJECT_PLACE, subject);
        String truth = rewrite.object("target_true").text("str").strip();
        Fact fact = new Fact(
                prompt,
                rewrite.object("target_new").text("str").strip(),
                subject,
                truth,
                List.of(),
                fields.texts("paraphrase_prompts"),
                fields.texts("neighborhood_prompts").stream()
                        .map(neighbour -> Probe.of(neighbour, truth))
                        .toList(),
                List.of());
        return new DatasetRecord(
                fact,
                Optional.of(new TrainingText(prompt, truth)),
                fields.texts("generation_prompts"),
                fields.texts("attribute_prompts"));
    }
}
