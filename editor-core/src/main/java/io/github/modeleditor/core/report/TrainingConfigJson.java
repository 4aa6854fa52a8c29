package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.config.TrainingConfig.Batches;
import io.github.modeleditor.api.config.TrainingConfig.Optimizer;
import io.github.modeleditor.api.config.TrainingConfig.Schedule;
import io.github.modeleditor.api.config.TrainingConfig.Stopping;

/** How an adapter was trained, as JSON and back. What has no limit is null. */
final class TrainingConfigJson {
    private TrainingConfigJson() {}

    static ObjectNode write(TrainingConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode schedule =
                json.putObject("schedule").put("epochs", config.schedule().epochs());
        config.schedule()
                .maximumSteps()
                .ifPresentOrElse(
                        steps -> schedule.put("maximum_steps", steps), () -> schedule.putNull("maximum_steps"));
        schedule.put("learning_rate", config.schedule().learningRate())
                .put("warmup_fraction", config.schedule().warmupFraction());
        ObjectNode batches = json.putObject("batches")
                .put("batch_size", config.batches().batchSize())
                .put("tokens_per_pass", config.batches().tokensPerPass())
                .put("accumulated_batches", config.batches().accumulatedBatches());
        config.batches()
                .memoryLimit()
                .ifPresentOrElse(bytes -> batches.put("memory_limit", bytes), () -> batches.putNull("memory_limit"));
        double norm = config.optimizer().maximumGradientNorm();
        json.putObject("optimizer")
                .put("weight_decay", config.optimizer().weightDecay())
                .put("maximum_gradient_norm", Double.isInfinite(norm) ? null : norm);
        json.putObject("stopping")
                .put("learned_loss", config.stopping().learnedLoss())
                .put("skipped_loss", config.stopping().skippedLoss());
        return json.put(
                        "recomputation",
                        Ascii.toLowerCase(config.recomputation().name()))
                .put("null_space", config.nullSpace())
                .put("taught_at_subject", config.taughtAtSubject())
                .put("seed", config.seed());
    }

    static TrainingConfig read(ReportFields fields) {
        ReportFields schedule = fields.object("schedule");
        ReportFields batches = fields.object("batches");
        ReportFields optimizer = fields.object("optimizer");
        ReportFields stopping = fields.object("stopping");
        double norm = optimizer.number("maximum_gradient_norm");
        return new TrainingConfig(
                new Schedule(
                        schedule.integer("epochs"),
                        schedule.optionalInteger("maximum_steps"),
                        schedule.number("learning_rate"),
                        schedule.number("warmup_fraction")),
                new Batches(
                        batches.integer("batch_size"),
                        batches.integer("tokens_per_pass"),
                        batches.integer("accumulated_batches"),
                        batches.optionalLong("memory_limit")),
                new Optimizer(optimizer.number("weight_decay"), Double.isNaN(norm) ? Double.POSITIVE_INFINITY : norm),
                new Stopping(stopping.number("learned_loss"), stopping.number("skipped_loss")),
                fields.constant("recomputation", Recomputation.class),
                fields.flag("null_space", false),
                fields.flag("taught_at_subject", false),
                fields.longInteger("seed"));
    }
}
