package io.github.modeleditor.cli;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.core.dataset.DatasetFormat;
import io.github.modeleditor.core.dataset.DatasetRecord;
import io.github.modeleditor.core.dataset.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A file of facts. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class FactOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "The facts: JSON, JSON lines or CSV.")
    private Path data;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "auto",
            description =
                    "auto, counterfact, multi-counterfact, zsre, zsre-alternative, knowedit, wikibigedit, jsonl or "
                            + "csv (default: ${DEFAULT-VALUE}).")
    private DatasetFormat format;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Take the first N records; what is true of the others may be trained beside (default: all).")
    private @Nullable Integer limit;

    @Option(
            names = "--chat",
            description = "Put every prompt through the model's chat template: the records are questions and answers.")
    private boolean chat;

    /** The records up to the limit are taught, what is true of the others may be trained beside them. */
    record Taught(List<Fact> facts, List<TrainingText> pool) {}

    /** The file, split at the limit. */
    Taught taught() {
        if (limit != null && limit < 1) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '--limit': expected 1 or more but was " + limit);
        }
        List<DatasetRecord> records = Datasets.read(data, format);
        int count = limit == null ? records.size() : Math.min(limit, records.size());
        return new Taught(
                records.stream()
                        .limit(count)
                        .map(DatasetRecord::fact)
                        .map(fact -> chat ? fact.withForm(PromptForm.CHAT) : fact)
                        .toList(),
                records.stream()
                        .skip(count)
                        .map(DatasetRecord::trueStatement)
                        .flatMap(Optional::stream)
                        .map(text -> chat ? new TrainingText(text.prompt(), text.target(), PromptForm.CHAT) : text)
                        .toList());
    }
}
