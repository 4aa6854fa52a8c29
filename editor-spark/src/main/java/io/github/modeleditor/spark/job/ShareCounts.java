package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * How far a shared edit is, as accumulators that Spark's pages show with the stage. The first worker counts.
 *
 * @param steps optimizer steps
 * @param planned optimizer steps at most
 */
public record ShareCounts(LongAccumulator steps, LongAccumulator planned) implements Serializable {
    /**
     * Counts of nothing yet.
     *
     * @param spark of the driver
     * @return the counts
     */
    public static ShareCounts of(SparkContext spark) {
        return new ShareCounts(spark.longAccumulator("optimizer steps"), spark.longAccumulator("planned steps"));
    }

    /** Counts the steps of a training, those before a state that it goes on from included. */
    EditListener listener() {
        return event -> {
            if (event instanceof EditEvent.Progress progress && progress.phase() == EditEvent.Phase.TRAINING) {
                steps.add(progress.done() - steps.value());
                planned.add(progress.total() - planned.value());
            }
        };
    }
}
