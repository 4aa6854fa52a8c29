package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells a listener on the driver, after each task, how many facts are done. Called on the thread of Spark's listeners. */
public final class DriverProgress extends SparkListener {
    private final SparkContext spark;
    private final JobCounts counts;
    private final EditListener listener;
    private final EditEvent.Phase phase;
    private final long total;
    private long told = -1;

    /**
     * One that hears of tasks from now on, until all facts are done.
     *
     * @param spark whose tasks
     * @param counts what they count
     * @param listener who is told
     * @param phase what they are busy with
     * @param total facts
     */
    public DriverProgress(
            SparkContext spark, JobCounts counts, EditListener listener, EditEvent.Phase phase, long total) {
        this.spark = spark;
        this.counts = counts;
        this.listener = listener;
        this.phase = phase;
        this.total = total;
    }

    /** Begins to hear. */
    public void begin() {
        listener.on(new EditEvent.Progress(phase, 0, total));
        spark.addSparkListener(this);
    }

    /** The accumulators have what the task counted; a task that was made again counted twice. */
    @Override
    public void onTaskEnd(SparkListenerTaskEnd ended) {
        long done = Math.min(total, counts.done().value());
        if (done > told && done > 0) {
            told = done;
            listener.on(new EditEvent.Progress(phase, done, total));
        }
        if (done == total) {
            spark.removeSparkListener(this);
        }
    }
}
