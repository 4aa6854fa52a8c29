package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Tells a listener on the driver how many steps of a shared edit are done. Called on the thread of Spark's listeners. */
public final class SharedProgress extends SparkListener {
    private final ShareCounts counts;
    private final EditListener listener;
    private long told = -1;

    /**
     * One that hears of the edit that counts so.
     *
     * @param counts what its first worker counts
     * @param listener who is told
     */
    public SharedProgress(ShareCounts counts, EditListener listener) {
        this.counts = counts;
        this.listener = listener;
    }

    /** What tasks that are under way have counted comes with their executors' heartbeats. */
    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        CollectionConverters.asJava(update.accumUpdates())
                .forEach(task -> tell(CollectionConverters.asJava(task._4())));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd ended) {
        if (ended.taskInfo() != null) {
            tell(CollectionConverters.asJava(ended.taskInfo().accumulables()));
        }
    }

    private void tell(Iterable<AccumulableInfo> counted) {
        Map<Long, Long> values = new HashMap<>();
        for (AccumulableInfo info : counted) {
            if (info.update().isDefined() && info.update().get() instanceof Long value) {
                values.put(info.id(), value);
            }
        }
        long steps = values.getOrDefault(counts.steps().id(), -1L);
        long planned = values.getOrDefault(counts.planned().id(), -1L);
        if (steps > told && planned >= steps) {
            told = steps;
            listener.on(new EditEvent.Progress(EditEvent.Phase.TRAINING, steps, planned));
        }
    }
}
