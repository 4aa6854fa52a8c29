package io.github.modeleditor.examples.cli;

import io.github.modeleditor.api.Device;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LoraConfig;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingConfig;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.core.augmentation.Augmentations;
import io.github.modeleditor.core.dataset.DatasetRecord;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    private FactOptions facts;

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

    @Mixin
    private EvaluationOptions evaluation;

    @Mixin
    private ReportOptions reports;

    @Override
    public void run() {
        reports.requireWritable();
        if (adapter != null) {
            AtomicFiles.requireWritable(adapter);
        }
        List<DatasetRecord> records = facts.read();
        int taught = facts.count(records);
        List<Fact> own = records.stream().limit(taught).map(DatasetRecord::fact).toList();
        List<TrainingText> pool = records.stream()
                .skip(taught)
                .map(DatasetRecord::trueStatement)
                .flatMap(Optional::stream)
                .toList();
        ModelEditor editor = editor(pool);
        spec.commandLine().getErr().println("Opening " + model);
        try (ConsoleProgress progress = ConsoleProgress.console();
                EditedModel edited = editor.onProgress(progress).edit(own)) {
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
                .withEvaluation(evaluation.config())
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
        reports.write(edited.report(), out);
    }
}
