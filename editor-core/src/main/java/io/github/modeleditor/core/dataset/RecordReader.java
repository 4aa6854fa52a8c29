package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a fact of a record's fields, one way for each format. */
@FunctionalInterface
interface RecordReader {
    DatasetRecord read(RecordFields fields);

    /** The reader for a format, which the first record decides where it is {@link DatasetFormat#AUTO}. */
    static RecordReader of(DatasetFormat format, RecordFields first) {
        return switch (format) {
            case AUTO -> of(detect(first), first);
            case COUNTERFACT -> RecordReader::counterfact;
            case ZSRE -> fields -> zsre(fields, firstAnswer(fields));
            case ZSRE_ALTERNATIVE -> fields -> zsre(fields, fields.text("alt").strip());
            case JSONL -> RecordReader::own;
        };
    }

    private static DatasetFormat detect(RecordFields first) {
        List<DatasetFormat> known = Arrays.stream(DatasetFormat.values())
                .filter(format -> format != DatasetFormat.AUTO)
                .toList();
        return known.stream()
                .filter(format -> first.names().containsAll(format.telltaleFields()))
                .findFirst()
                .orElseThrow(() -> first.failure("is of no known format: its fields are " + first.names()
                        + ". Known are "
                        + known.stream()
                                .map(format -> format + " " + format.telltaleFields())
                                .collect(Collectors.joining(", "))
                        + ". Rename the fields, or name the format."));
    }

    private static DatasetRecord counterfact(RecordFields fields) {
        String prompt = fields.text("prompt");
        String truth = fields.text("ground_truth").strip();
        Fact fact = new Fact(
                prompt,
                fields.text("target_new").strip(),
                fields.text("subject"),
                truth,
                List.of(),
                List.of(fields.text("rephrase_prompt")),
                List.of(Probe.of(
                        fields.text("locality_prompt"),
                        fields.text("locality_ground_truth").strip())),
                List.of());
        return new DatasetRecord(fact, Optional.of(new TrainingText(prompt, truth)));
    }

    private static DatasetRecord zsre(RecordFields fields, String target) {
        String prompt = fields.text("src");
        Fact fact = new Fact(
                prompt,
                target,
                fields.text("subject"),
                null,
                List.of(),
                List.of(fields.text("rephrase")),
                List.of(Probe.of(fields.text("loc"), fields.text("loc_ans").strip())),
                List.of());
        return new DatasetRecord(fact, Optional.of(new TrainingText(prompt, firstAnswer(fields))));
    }

    private static String firstAnswer(RecordFields fields) {
        return fields.texts("answers").stream()
                .findFirst()
                .orElseThrow(() -> fields.failure("has no element in \"answers\". Give at least one answer."))
                .strip();
    }

    private static DatasetRecord own(RecordFields fields) {
        String prompt = fields.text("prompt");
        String target = fields.text("target");
        @Nullable String oldTarget = fields.textOrNull("old_target");
        Fact fact = new Fact(
                prompt,
                target,
                fields.textOrNull("subject"),
                oldTarget,
                fields.texts("paraphrases"),
                fields.texts("held_out_paraphrases"),
                fields.objects("locality").stream()
                        .map(probe -> Probe.of(probe.text("prompt"), probe.text("target")))
                        .toList(),
                List.of());
        String truth = oldTarget == null ? target : oldTarget;
        return new DatasetRecord(fact, Optional.of(new TrainingText(prompt, truth)));
    }
}
