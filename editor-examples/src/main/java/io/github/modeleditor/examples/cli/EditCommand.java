package io.github.modeleditor.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.api.Device;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LoraConfig;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingConfig;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.core.augmentation.Augmentations;
import io.github.modeleditor.core.dataset.DatasetFormat;
import io.github.modeleditor.core.dataset.DatasetRecord;
import io.github.modeleditor.core.dataset.Datasets;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Teaches a model the facts of a file. */
@Command(
        name = "edit",
        description = "Teaches a model the facts of a file and reports what changed and what did not.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class EditCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "A folder with an ONNX decoder.")
    private Path model;

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
            description = "Teach the first N records; what is true of the others may be trained beside (default: all).")
    private @Nullable Integer limit;

    @Option(
            names = "--paraphrases",
            paramLabel = "N",
            defaultValue = "10",
            description = "Random prefixes for each fact (default: ${DEFAULT-VALUE}).")
    private int paraphrases;

    @Option(
            names = "--random-facts",
            paramLabel = "N",
            defaultValue = "0",
            description = "Unrelated facts beside each fact, from the records after the limit (default: "
                    + "${DEFAULT-VALUE}).")
    private int randomFacts;

    @Option(
            names = "--similar-facts",
            paramLabel = "N",
            defaultValue = "0",
            description = "Facts nearest to each fact, from the records after the limit (default: ${DEFAULT-VALUE}).")
    private int similarFacts;

    @Option(names = "--rank", paramLabel = "N", description = "Rank of the adapter; alpha is twice that (default: 32).")
    private int rank = LoraConfig.defaults().rank();

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most (default: ${DEFAULT-VALUE}).")
    private int epochs = TrainingConfig.defaults().epochs();

    @Option(names = "--all-epochs", description = "Train every epoch, also when every fact is learned sooner.")
    private boolean allEpochs;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Highest rate of the schedule (default: ${DEFAULT-VALUE}).")
    private double learningRate = TrainingConfig.defaults().learningRate();

    @Option(names = "--batch", paramLabel = "N", description = "Texts in a step at most (default: ${DEFAULT-VALUE}).")
    private int batch = TrainingConfig.defaults().batchSize();

    @Option(names = "--seed", paramLabel = "N", description = "Where randomness begins (default: ${DEFAULT-VALUE}).")
    private long seed = TrainingConfig.defaults().seed();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cpu:THREADS or cuda:NUMBER (default: ${DEFAULT-VALUE}).")
    private Device device;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Where the adapter goes; the base graph that takes it is written beside it.")
    private @Nullable Path adapter;

    @Option(names = "--report", paramLabel = "FILE", description = "Where the report goes, as JSON.")
    private @Nullable Path report;

    @Override
    public void run() {
        if (limit != null && limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for option '--limit': expected 1 or more but was " + limit);
        }
        List<DatasetRecord> records = Datasets.read(data, format);
        int taught = limit == null ? records.size() : Math.min(limit, records.size());
        List<Fact> facts =
                records.stream().limit(taught).map(DatasetRecord::fact).toList();
        List<TrainingText> pool = records.stream()
                .skip(taught)
                .map(DatasetRecord::trueStatement)
                .flatMap(Optional::stream)
                .toList();
        spec.commandLine().getErr().println("Opening " + model);
        try (ConsoleProgress progress = ConsoleProgress.console();
                EditedModel edited = editor(pool).onProgress(progress).edit(facts)) {
            keep(edited);
        }
    }

    private ModelEditor editor(List<TrainingText> pool) {
        TrainingConfig training = TrainingConfig.defaults()
                .withEpochs(epochs)
                .withLearningRate(learningRate)
                .withBatchSize(batch)
                .withSeed(seed);
        return ModelEditor.forModel(model)
                .withAugmentation(
                        Augmentations.randomPrefixes(paraphrases),
                        Augmentations.paraphrases(),
                        Augmentations.randomFacts(pool, randomFacts),
                        Augmentations.similarFacts(pool, similarFacts))
                .withLora(LoraConfig.rank(rank))
                .withTraining(allEpochs ? training.withLearnedLoss(0) : training)
                .onDevice(device);
    }

    private void keep(EditedModel edited) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(edited.report().toText());
        if (adapter != null) {
            out.println("Adapter written to " + edited.save(adapter));
        }
        if (report != null) {
            AtomicFiles.write(
                    report, file -> file.write(edited.report().toJson().getBytes(UTF_8)));
            out.println("Report written to " + report);
        }
    }
}
