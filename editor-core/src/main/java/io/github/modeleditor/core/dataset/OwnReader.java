package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** This library's own format, as JSON and as a table. */
final class OwnReader {
    private OwnReader() {}

    static DatasetRecord json(RecordFields fields) {
        return read(
                fields,
                fields.texts("paraphrases"),
                fields.texts("held_out_paraphrases"),
                probes(fields, "locality"),
                probes(fields, "portability"),
                fields.texts("generation_prompts"),
                fields.texts("attribute_prompts"));
    }

    static DatasetRecord csv(RecordFields fields) {
        return read(
                fields,
                column(fields, "paraphrase"),
                column(fields, "held_out_paraphrase"),
                probeColumns(fields, "locality"),
                probeColumns(fields, "portability"),
                column(fields, "generation_prompt"),
                column(fields, "attribute_prompt"));
    }

    private static DatasetRecord read(
            RecordFields fields,
            List<String> paraphrases,
            List<String> heldOutParaphrases,
            List<Probe> locality,
            List<Probe> portability,
            List<String> generationPrompts,
            List<String> attributePrompts) {
        String prompt = fields.text("prompt");
        String target = fields.text("target");
        @Nullable String oldTarget = fields.textOrNull("old_target");
        Fact fact = new Fact(
                prompt,
                target,
                fields.textOrNull("subject"),
                oldTarget,
                paraphrases,
                heldOutParaphrases,
                locality,
                portability);
        TrainingText truth = new TrainingText(prompt, Objects.requireNonNullElse(oldTarget, target));
        return new DatasetRecord(fact, Optional.of(truth), generationPrompts, attributePrompts);
    }

    private static List<Probe> probes(RecordFields fields, String field) {
        return fields.objects(field).stream()
                .map(probe -> probe(probe, "prompt", "target", "group"))
                .toList();
    }

    private static Probe probe(RecordFields fields, String prompt, String target, String group) {
        return new Probe(
                fields.text(prompt), fields.text(target), Objects.requireNonNullElse(fields.textOrNull(group), ""));
    }

    /** The cells of the columns {@code name, name_2, name_3} and so on, in the header's order. */
    private static List<String> column(RecordFields fields, String name) {
        return numbers(fields, name).map(number -> fields.text(name + number)).toList();
    }

    private static List<Probe> probeColumns(RecordFields fields, String kind) {
        return numbers(fields, kind + "_(?:prompt|target|group)")
                .map(number ->
                        probe(fields, kind + "_prompt" + number, kind + "_target" + number, kind + "_group" + number))
                .toList();
    }

    /** What follows the name in the columns that have it: nothing, or an underscore and a number. */
    private static Stream<String> numbers(RecordFields fields, String name) {
        Pattern numbered = Pattern.compile(name + "(|_[0-9]+)");
        return fields.names().stream()
                .map(numbered::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct();
    }
}
