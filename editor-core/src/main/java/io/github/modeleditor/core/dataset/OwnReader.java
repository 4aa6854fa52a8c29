package io.github.modeleditor.core.dataset;

import com.google.common.base.Enums;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.Probes;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactRecord;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** This library's own format, as JSON and as a table. */
final class OwnReader {
    private static final Pattern PARAPHRASE = numbered("paraphrase");
    private static final Pattern HELD_OUT_PARAPHRASE = numbered("held_out_paraphrase");
    private static final Pattern GENERATION_PROMPT = numbered("generation_prompt");
    private static final Pattern ATTRIBUTE_PROMPT = numbered("attribute_prompt");
    private static final Pattern LOCALITY = numbered("locality_(?:prompt|target|group)");
    private static final Pattern PORTABILITY = numbered("portability_(?:prompt|target|group)");

    private OwnReader() {}

    static FactRecord json(RecordFields fields) {
        return read(
                fields,
                fields.texts("paraphrases"),
                fields.texts("held_out_paraphrases"),
                probes(fields, "locality"),
                probes(fields, "portability"),
                fields.texts("generation_prompts"),
                fields.texts("attribute_prompts"));
    }

    static FactRecord csv(RecordFields fields) {
        return read(
                fields,
                cells(fields, PARAPHRASE),
                cells(fields, HELD_OUT_PARAPHRASE),
                probeCells(fields, LOCALITY, "locality_"),
                probeCells(fields, PORTABILITY, "portability_"),
                cells(fields, GENERATION_PROMPT),
                cells(fields, ATTRIBUTE_PROMPT));
    }

    private static FactRecord read(
            RecordFields fields,
            List<String> paraphrases,
            List<String> heldOutParaphrases,
            List<Probe> locality,
            List<Probe> portability,
            List<String> generationPrompts,
            List<String> attributePrompts) {
        String prompt = fields.text("prompt");
        String target = fields.text("target");
        Optional<String> oldTarget = Optional.ofNullable(fields.textOrNull("old_target"));
        Fact fact = new Fact(
                prompt,
                target,
                form(fields),
                Optional.ofNullable(fields.textOrNull("subject")),
                oldTarget,
                paraphrases,
                new Probes(heldOutParaphrases, locality, portability));
        TrainingText truth = new TrainingText(prompt, oldTarget.orElse(target), fact.form());
        return new FactRecord(fact, Optional.of(truth), generationPrompts, attributePrompts);
    }

    private static PromptForm form(RecordFields fields) {
        String form = Objects.requireNonNullElse(fields.textOrNull("form"), "plain");
        return Enums.getIfPresent(PromptForm.class, form.toUpperCase(Locale.ROOT))
                .toJavaUtil()
                .orElseThrow(() ->
                        fields.failure("has the form \"" + form + "\". Change it to plain or chat, or leave it out."));
    }

    private static List<Probe> probes(RecordFields fields, String field) {
        return fields.objects(field).stream()
                .map(probe -> probe(probe, "prompt", "target", "group"))
                .toList();
    }

    private static Probe probe(RecordFields fields, String prompt, String target, String group) {
        return new Probe(fields.text(prompt), fields.text(target), Optional.ofNullable(fields.textOrNull(group)));
    }

    private static List<String> cells(RecordFields fields, Pattern columns) {
        return matches(fields, columns)
                .map(column -> fields.text(column.group()))
                .toList();
    }

    private static List<Probe> probeCells(RecordFields fields, Pattern columns, String kind) {
        return matches(fields, columns)
                .map(column -> column.group(1))
                .distinct()
                .map(number ->
                        probe(fields, kind + "prompt" + number, kind + "target" + number, kind + "group" + number))
                .toList();
    }

    private static Stream<Matcher> matches(RecordFields fields, Pattern columns) {
        return fields.names().stream().map(columns::matcher).filter(Matcher::matches);
    }

    /** The columns of a name: as it is, or with an underscore and a number, which is the first group. */
    private static Pattern numbered(String name) {
        return Pattern.compile(name + "(|_[0-9]+)");
    }
}
