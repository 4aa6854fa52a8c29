package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What tasks have done, as accumulators that Spark's pages show with each stage. What a task did that is made again, as after the loss of
 * an executor, counts again.
 *
 * @param done facts that have a row
 * @param failed facts whose row has a failure
 * @param steps optimizer steps
 * @param seconds of edits and evaluations, by the wall clock, all tasks together
 */
public record JobCounts(LongAccumulator done, LongAccumulator failed, LongAccumulator steps, DoubleAccumulator seconds)
        implements Serializable {
    /**
     * Counts of nothing yet.
     *
     * @param spark of the driver
     * @return the counts
     */
    public static JobCounts of(SparkContext spark) {
        return new JobCounts(
                spark.longAccumulator("facts done"),
                spark.longAccumulator("facts failed"),
                spark.longAccumulator("optimizer steps"),
                spark.doubleAccumulator("seconds of work"));
    }

    /** Counts steps, and ends an edit whose task Spark kills. */
    EditListener listener() {
        return event -> {
            if (event instanceof EditEvent.Step) {
                steps.add(1);
            }
            TaskContext task = TaskContext.get();
            if (task != null && task.isInterrupted()) {
                throw new TaskKilledException("the edit was ended with its task");
            }
        };
    }
}
