package io.github.modeleditor.spark;

import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.Checkpoints;
import io.github.modeleditor.spark.job.ShareCounts;
import io.github.modeleditor.spark.job.ShareOfEdit;
import io.github.modeleditor.spark.job.SharedProgress;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.model.RemoteFiles;
import io.github.modeleditor.spark.ring.WireFormat;
import io.github.modeleditor.spark.table.FactTable;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * One edit whose steps several executors share: synchronous and data-parallel. Each of them makes the whole edit from the same seed, but
 * computes only its part of every step; gradients are summed between them, so that all keep the same weights.
 *
 * <pre>{@code
 * SharedEditResult result = SharedEdit.of(spark, ModelLocation.path(Path.of("/models/smollm2")), ModelEditor::forModel)
 *         .withWorkers(8)
 *         .withCheckpoints("hdfs:///tmp/edits", Checkpoints.every(Duration.ofMinutes(2)))
 *         .edit(facts);
 * result.save(Path.of("facts.onnx_adapter"));
 * }</pre>
 *
 * <p>The same seed and number of workers give the same adapter bit by bit; another number of workers gives the same one up to the order of
 * sums. All workers run at once, in a barrier stage: there have to be as many slots. Immutable and thread-safe.
 */
public final class SharedEdit {
    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(10);
    private static final int SECRET = 32;

    private final SparkSession spark;
    private final ModelLocation model;
    private final EditorFactory editors;
    private final EditListener listener;
    private final ShareOfEdit.Options options;
    private final int workers;

    private SharedEdit(
            SparkSession spark,
            ModelLocation model,
            EditorFactory editors,
            EditListener listener,
            ShareOfEdit.Options options,
            int workers) {
        this.spark = spark;
        this.model = model;
        this.editors = editors;
        this.listener = listener;
        this.options = options;
        this.workers = workers;
    }

    /**
     * An edit by one worker, in float32, without checkpoints.
     *
     * @param spark where it runs
     * @param model where executors find it
     * @param editors how it is edited; what these give has to be the same on every executor
     * @return the edit, which has not begun
     */
    public static SharedEdit of(SparkSession spark, ModelLocation model, EditorFactory editors) {
        Objects.requireNonNull(spark, "spark");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(editors, "editors");
        return new SharedEdit(
                spark,
                model,
                editors,
                EditListener.silent(),
                new ShareOfEdit.Options(
                        WireFormat.FLOAT32,
                        USUAL_TIMEOUT,
                        "",
                        Checkpoints.none().steps(),
                        Checkpoints.none().time()),
                1);
    }

    /**
     * The same edit by other workers.
     *
     * @param newWorkers how many; at least 1
     * @return a new edit
     */
    public SharedEdit withWorkers(int newWorkers) {
        if (newWorkers < 1) {
            throw new InvalidConfigurationException(
                    "The number of workers is " + newWorkers + "; it must be at least 1.");
        }
        return new SharedEdit(spark, model, editors, listener, options, newWorkers);
    }

    /**
     * The same edit with gradients that travel otherwise.
     *
     * @param format {@link WireFormat#FLOAT16} halves the traffic and rounds
     * @return a new edit
     */
    public SharedEdit withWireFormat(WireFormat format) {
        Objects.requireNonNull(format, "format");
        return with(
                new ShareOfEdit.Options(format, options.timeout(), options.folder(), options.steps(), options.time()));
    }

    /**
     * The same edit with other patience.
     *
     * @param timeout for how long a worker may be silent, as it is while it opens the model and measures before training; above 0, at
     *     first 10 minutes
     * @return a new edit
     */
    public SharedEdit withTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new InvalidConfigurationException("The time-out is " + timeout + "; it must be above zero.");
        }
        return with(
                new ShareOfEdit.Options(options.format(), timeout, options.folder(), options.steps(), options.time()));
    }

    /**
     * The same edit with a state that is kept every so often: when an executor is lost, the stage goes on from there, and so does the next
     * run of the same edit when the driver was lost. The state goes when the edit is done.
     *
     * @param folder the URI of a folder that every executor reads and writes, such as {@code hdfs:///tmp/edits}
     * @param every how often
     * @return a new edit
     */
    public SharedEdit withCheckpoints(String folder, Checkpoints every) {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(every, "every");
        if (folder.isBlank()) {
            throw new InvalidConfigurationException(
                    "The folder for checkpoints is blank. Name one that executors share.");
        }
        return with(new ShareOfEdit.Options(options.format(), options.timeout(), folder, every.steps(), every.time()));
    }

    /**
     * The same edit with a listener on the driver, which is told how many steps are done: with every heartbeat of the first worker's
     * executor ({@code spark.executor.heartbeatInterval}), on the thread of Spark's listeners.
     *
     * @param newListener who hears of progress
     * @return a new edit
     */
    public SharedEdit onProgress(EditListener newListener) {
        Objects.requireNonNull(newListener, "newListener");
        return new SharedEdit(spark, model, editors, newListener, options, workers);
    }

    private SharedEdit with(ShareOfEdit.Options newOptions) {
        return new SharedEdit(spark, model, editors, listener, newOptions, workers);
    }

    /**
     * Makes the edit.
     *
     * @param facts what is taught, all at once; at least one
     * @return adapter and report
     * @throws InvalidFactException if there is no fact
     */
    public SharedEditResult edit(Collection<Fact> facts) {
        Objects.requireNonNull(facts, "facts");
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to teach. Give at least one.");
        }
        byte[] secret = new byte[SECRET];
        new SecureRandom().nextBytes(secret);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Row> rows = FactTable.of(spark, facts).collectAsList();
        Broadcast<List<Row>> taught = context.broadcast(new ArrayList<>(rows));
        ShareCounts counts = ShareCounts.of(spark.sparkContext());
        SharedProgress progress = new SharedProgress(counts, listener);
        spark.sparkContext().addSparkListener(progress);
        try {
            ShareOfEdit share = new ShareOfEdit(model, editors, options, taught, counts, secret);
            return result(run(context, share));
        } finally {
            spark.sparkContext().removeSparkListener(progress);
            taught.unpersist();
        }
    }

    private List<ShareOfEdit.Done> run(JavaSparkContext context, ShareOfEdit share) {
        List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
        ClassTag<ShareOfEdit.Done> tag = ClassTag$.MODULE$.apply(ShareOfEdit.Done.class);
        RDD<ShareOfEdit.Done> done =
                context.parallelize(ranks, workers).rdd().barrier().mapPartitions(share, false, tag);
        // Spark starts a barrier stage again only where a shuffle follows it; the stage of a result it gives up.
        return new JavaRDD<>(done, tag).repartition(1).collect();
    }

    private static SharedEditResult result(List<ShareOfEdit.Done> done) {
        List<WorkerSummary> workers = done.stream()
                .map(worker -> new WorkerSummary(
                        worker.rank(),
                        worker.address(),
                        worker.attempt(),
                        worker.steps(),
                        worker.bytesSent(),
                        worker.computingSeconds(),
                        worker.communicationSeconds()))
                .sorted(Comparator.comparingInt(WorkerSummary::rank))
                .toList();
        ShareOfEdit.Done first =
                done.stream().filter(worker -> worker.rank() == 0).findFirst().orElseThrow();
        if (!first.state().isEmpty()) {
            RemoteFiles.delete(first.state());
        }
        return new SharedEditResult(first.adapter(), (EditReport) EvaluationReport.fromJson(first.report()), workers);
    }
}
