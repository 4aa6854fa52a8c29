package io.github.modeleditor.spark;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.store.Checkpoints;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.ring.WireFormat;
import io.github.modeleditor.spark.table.FactTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A program for {@code spark-submit}, and an example to begin a notebook with: {@code single} teaches each fact of a file alone, {@code
 * shared} all at once over several executors, {@code texts} lets the model make texts for them, {@code evaluate} asks an adapter about
 * them. {@code docs/spark.md} has the whole command lines.
 */
public final class SparkEdits {
    private static final String USAGE =
            "Usage: SparkEdits single|shared|texts|evaluate --model DIR --facts FILE --output PLACE"
                    + " [--partitions N] [--workers N] [--steps N] [--seed N] [--limit N] [--harm none|brief|full]"
                    + " [--wire float32|float16] [--checkpoints URI] [--adapter FILE]";

    private final Map<String, String> options;

    private SparkEdits(Map<String, String> options) {
        this.options = options;
    }

    /**
     * Runs a job, and prints one line of JSON about it.
     *
     * @param arguments the job and its options
     */
    public static void main(String[] arguments) {
        if (arguments.length % 2 == 0) {
            throw new InvalidConfigurationException(USAGE);
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            options.put(arguments[i].replaceFirst("^--", ""), arguments[i + 1]);
        }
        SparkSession spark = SparkSession.builder().getOrCreate();
        try {
            System.out.println(new SparkEdits(options).run(spark, arguments[0]));
        } finally {
            // Not closed, which throws other exceptions in Spark 4 than in 3.
            spark.stop();
        }
    }

    private String run(SparkSession spark, String job) {
        ModelLocation model = location(required("model"));
        Dataset<Row> facts = facts(spark);
        long start = System.nanoTime();
        if (job.equals("shared")) {
            return shared(
                    spark,
                    model,
                    facts.collectAsList().stream().map(FactTable::fact).toList());
        }
        FactJobs jobs = FactJobs.of(spark, model);
        Dataset<Row> partitioned =
                facts.repartition(number("partitions", 2 * spark.sparkContext().defaultParallelism()));
        Dataset<Row> results =
                switch (job) {
                    case "single" -> jobs.singleEdits(partitioned, editors());
                    case "texts" -> jobs.texts(partitioned, editors());
                    case "evaluate" -> jobs.evaluations(partitioned, editors(), Path.of(required("adapter")));
                    default -> throw new InvalidConfigurationException("There is no job \"" + job + "\". " + USAGE);
                };
        results.write().mode("overwrite").parquet(required("output"));
        return String.format(
                Locale.ROOT,
                "{\"job\": \"%s\", \"rows\": %d, \"seconds\": %.3f}",
                job,
                spark.read().parquet(required("output")).count(),
                (System.nanoTime() - start) / 1e9);
    }

    private String shared(SparkSession spark, ModelLocation model, List<Fact> facts) {
        SharedEdit edit = SharedEdit.of(spark, model, editors())
                .withWorkers(number("workers", 1))
                .withWireFormat(WireFormat.valueOf(text("wire", "float32").toUpperCase(Locale.ROOT)));
        if (options.containsKey("checkpoints")) {
            edit = edit.withCheckpoints(required("checkpoints"), Checkpoints.every(Duration.ofMinutes(1)));
        }
        long start = System.nanoTime();
        SharedEditResult result = edit.edit(facts);
        result.save(Path.of(required("output")));
        WorkerSummary first = result.workers().get(0);
        return String.format(
                Locale.ROOT,
                "{\"job\": \"shared\", \"workers\": %d, \"steps\": %d, \"texts\": %d, \"seconds\": %.3f, \"computing\": %.3f,"
                        + " \"communication\": %.3f, \"bytes_a_step\": %d, \"loss\": %.5f, \"learned_percent\": %.2f}",
                result.workers().size(),
                first.steps(),
                result.report().training().texts(),
                (System.nanoTime() - start) / 1e9,
                first.computingSeconds(),
                first.communicationSeconds(),
                first.bytesSent() / Math.max(1, first.steps()),
                result.report().training().finalLoss(),
                result.report().after().efficacy().generated());
    }

    /** Parquet, or the library's own JSON lines. */
    private Dataset<Row> facts(SparkSession spark) {
        String place = required("facts");
        Dataset<Row> all = place.endsWith(".parquet")
                ? spark.read().parquet(place)
                : spark.read().schema(FactTable.schema()).json(place);
        return options.containsKey("limit") ? all.limit(number("limit", 0)) : all;
    }

    private EditorFactory editors() {
        int steps = number("steps", 0);
        long seed = number("seed", 0);
        HarmExtent harm = HarmExtent.valueOf(text("harm", "brief").toUpperCase(Locale.ROOT));
        return model -> {
            ModelEditor editor = ModelEditor.forModel(model)
                    .withEvaluation(EvaluationConfig.defaults().withHarm(harm));
            TrainingConfig training = editor.settings().training().withSeed(seed);
            // A number of steps is for measuring: all of them are to be made.
            return editor.withTraining(
                    steps == 0 ? training : training.withMaximumSteps(steps).withLearnedLoss(0));
        };
    }

    private static ModelLocation location(String place) {
        if (place.startsWith("sparkfiles:")) {
            return ModelLocation.sparkFiles(place.substring("sparkfiles:".length()));
        }
        return place.contains("://") ? ModelLocation.folder(place) : ModelLocation.path(Path.of(place));
    }

    private String required(String option) {
        @Nullable String value = options.get(option);
        if (value == null) {
            throw new InvalidConfigurationException("The option --" + option + " is missing. " + USAGE);
        }
        return value;
    }

    private String text(String option, String otherwise) {
        return Objects.requireNonNullElse(options.get(option), otherwise);
    }

    private int number(String option, int otherwise) {
        try {
            return options.containsKey(option) ? Integer.parseInt(required(option)) : otherwise;
        } catch (NumberFormatException wrong) {
            throw new InvalidConfigurationException("--" + option + " is to be a whole number. " + USAGE, wrong);
        }
    }
}
