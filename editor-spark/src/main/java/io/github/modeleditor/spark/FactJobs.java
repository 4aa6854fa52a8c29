package io.github.modeleditor.spark;

import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.spark.job.DriverProgress;
import io.github.modeleditor.spark.job.Evaluations;
import io.github.modeleditor.spark.job.JobCounts;
import io.github.modeleditor.spark.job.JointEdits;
import io.github.modeleditor.spark.job.MadeTextRows;
import io.github.modeleditor.spark.job.SingleEdits;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.table.FactTable;
import io.github.modeleditor.spark.table.ResultTable;
import io.github.modeleditor.spark.table.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Jobs whose tasks know nothing of one another. Each gives a table that Spark computes when an action asks for it, one engine in each
 * executor JVM ({@link io.github.modeleditor.spark.model.OpenModels}), one fact in memory at a time:
 *
 * <pre>{@code
 * EditorFactory editors = model -> ModelEditor.forModel(model).withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE));
 * Dataset<Row> facts = spark.read().parquet("facts.parquet").repartition(64);
 * FactJobs.of(spark, ModelLocation.path(Path.of("/models/smollm2"))).singleEdits(facts, editors).write().parquet("results.parquet");
 * }</pre>
 *
 * <p>A row depends on its fact, the editors, their seed, the model and the threads of a task, and on nothing else: not on the partition it
 * is in, nor on what its executor did before. A task that fails is made again by Spark and leaves no row twice; a fact that cannot be
 * taught has a row that says why. Immutable and thread-safe.
 */
public final class FactJobs {
    private final SparkSession spark;
    private final ModelLocation model;
    private final Optional<EditListener> listener;

    private FactJobs(SparkSession spark, ModelLocation model, Optional<EditListener> listener) {
        this.spark = spark;
        this.model = model;
        this.listener = listener;
    }

    /**
     * Jobs over a model.
     *
     * @param spark where they run
     * @param model where executors find it
     * @return the jobs
     */
    public static FactJobs of(SparkSession spark, ModelLocation model) {
        Objects.requireNonNull(spark, "spark");
        Objects.requireNonNull(model, "model");
        return new FactJobs(spark, model, Optional.empty());
    }

    /**
     * The same jobs with a listener on the driver. Facts are counted when a job is made, which is a job of its own, and progress is told
     * after each task, on the thread of Spark's listeners: in facts, as the phase training, measuring or augmenting. Spark's own pages show
     * facts, steps and seconds in any case.
     *
     * @param newListener who hears of progress
     * @return new jobs
     */
    public FactJobs onProgress(EditListener newListener) {
        Objects.requireNonNull(newListener, "newListener");
        return new FactJobs(spark, model, Optional.of(newListener));
    }

    /**
     * Teaches each fact alone, from the unedited model, measures what came of it, and undoes it.
     *
     * @param facts a table as {@link FactTable} says
     * @param editors how each is taught
     * @return a row of {@link ResultTable} for each fact
     */
    public Dataset<Row> singleEdits(Dataset<Row> facts, EditorFactory editors) {
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(editors, "editors");
        return singleEdits(facts, List.of(new SingleEdits.Setting("", seed(editors), editors)));
    }

    /**
     * The same at each point of a grid: ablations, seeds, or both.
     *
     * @param facts a table as {@link FactTable} says
     * @param grid the points; at least one
     * @return a row of {@link ResultTable} for each fact and point
     */
    public Dataset<Row> singleEdits(Dataset<Row> facts, Collection<GridPoint> grid) {
        Objects.requireNonNull(facts, "facts");
        return singleEdits(facts, settings(grid));
    }

    private Dataset<Row> singleEdits(Dataset<Row> facts, List<SingleEdits.Setting> settings) {
        JobCounts counts = counts(Phase.TRAINING, () -> facts.count() * settings.size());
        Column[] places =
                IntStream.range(0, settings.size()).mapToObj(functions::lit).toArray(Column[]::new);
        return facts.withColumn(SingleEdits.SETTING, functions.explode(functions.array(places)))
                .mapPartitions(new SingleEdits(model, settings, counts), Encoders.row(ResultTable.schema()));
    }

    /**
     * Teaches all facts at once at each point of a grid, each point in a task of its own.
     *
     * @param facts what is taught; at least one
     * @param grid the points; at least one
     * @return a row of {@link ResultTable} for each fact and point
     */
    public Dataset<Row> jointEdits(Collection<Fact> facts, Collection<GridPoint> grid) {
        Objects.requireNonNull(facts, "facts");
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to teach. Give at least one.");
        }
        List<SingleEdits.Setting> settings = settings(grid);
        JobCounts counts = counts(Phase.TRAINING, () -> (long) facts.size() * settings.size());
        List<Row> rows = FactTable.of(spark, facts).collectAsList();
        return spark.range(0, settings.size(), 1, settings.size())
                .select(functions.col("id").cast("int").as(SingleEdits.SETTING))
                .mapPartitions(
                        new JointEdits(model, sparkContext().broadcast(new ArrayList<>(rows)), settings, counts),
                        Encoders.row(ResultTable.schema()));
    }

    /**
     * Lets the unedited model make the texts that a recipe adds to each fact, were it taught alone: what its augmentations give, and the
     * neighbours of {@link io.github.modeleditor.api.config.OwnNeighbours} with their answers. Randomness is of the seed and the fact's id.
     *
     * @param facts a table as {@link FactTable} says
     * @param editors whose recipe says what is made
     * @return rows of {@link TextTable}
     */
    public Dataset<Row> texts(Dataset<Row> facts, EditorFactory editors) {
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(editors, "editors");
        JobCounts counts = counts(Phase.AUGMENTING, facts::count);
        return facts.mapPartitions(new MadeTextRows(model, editors, counts), Encoders.row(TextTable.schema()));
    }

    /**
     * Asks the model under an adapter, and the unedited one beside it, about facts, each apart.
     *
     * @param facts a table as {@link FactTable} says
     * @param editors what is measured beside the facts
     * @param adapter an {@code .onnx_adapter} file on the driver's machine, which is sent along
     * @return a row of {@link ResultTable} for each fact
     * @throws StorageException if the adapter cannot be read
     */
    public Dataset<Row> evaluations(Dataset<Row> facts, EditorFactory editors, Path adapter) {
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(editors, "editors");
        Objects.requireNonNull(adapter, "adapter");
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(adapter);
        } catch (IOException failure) {
            throw new StorageException(
                    "The adapter " + adapter + " cannot be read (" + failure.getMessage()
                            + "). Name an .onnx_adapter file on the driver's machine.",
                    failure);
        }
        JobCounts counts = counts(Phase.MEASURING_AFTER, facts::count);
        return facts.mapPartitions(
                new Evaluations(model, editors, sparkContext().broadcast(bytes), counts),
                Encoders.row(ResultTable.schema()));
    }

    private static List<SingleEdits.Setting> settings(Collection<GridPoint> grid) {
        Objects.requireNonNull(grid, "grid");
        if (grid.isEmpty()) {
            throw new InvalidConfigurationException("The grid has no point. Give at least one setting.");
        }
        return grid.stream()
                .map(point -> new SingleEdits.Setting(point.setting(), point.seed(), point.seeded()))
                .toList();
    }

    /** The seed that the editors say; no model is opened for it. */
    private static long seed(EditorFactory editors) {
        return editors.editor(Path.of("model")).settings().training().seed();
    }

    private JobCounts counts(Phase phase, LongSupplier total) {
        SparkContext context = spark.sparkContext();
        JobCounts counts = JobCounts.of(context);
        listener.ifPresent(told -> new DriverProgress(context, counts, told, phase, total.getAsLong()).begin());
        return counts;
    }

    private JavaSparkContext sparkContext() {
        return JavaSparkContext.fromSparkContext(spark.sparkContext());
    }
}
