package io.github.modeleditor.core.training;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file in which the state of a training is kept every so often, and from which it goes on. For one training, by one thread. */
public final class SavedTraining implements Checkpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private final Optional<Path> file;
    private final Interval interval;
    private final Runnable beforeSaving;
    private final Consumer<Path> afterSaving;
    private int savedStep;
    private long savedTime = System.nanoTime();

    private SavedTraining(Optional<Path> file, Interval interval, Runnable beforeSaving, Consumer<Path> afterSaving) {
        this.afterSaving = afterSaving;
        this.file = file;
        this.interval = interval;
        this.beforeSaving = beforeSaving;
    }

    /**
     * How often a state is kept: when either has gone by.
     *
     * @param steps optimizer steps; at least 1
     * @param time by the wall clock, above 0
     * @param now or whenever this says so
     */
    public record Interval(int steps, Duration time, BooleanSupplier now) {}

    /**
     * One that keeps nothing.
     *
     * @return the saved training
     */
    public static SavedTraining nowhere() {
        return new SavedTraining(
                Optional.empty(),
                new Interval(Integer.MAX_VALUE, Duration.ofDays(1), () -> false),
                () -> {},
                file -> {});
    }

    /**
     * One with a file.
     *
     * @param file where the state is kept; it need not be there
     * @param interval how often
     * @param beforeSaving is called each time before the file is written
     * @param afterSaving gets the file each time it was written
     * @return the saved training
     */
    public static SavedTraining in(Path file, Interval interval, Runnable beforeSaving, Consumer<Path> afterSaving) {
        return new SavedTraining(Optional.of(file), interval, beforeSaving, afterSaving);
    }

    /**
     * Where to go on.
     *
     * @param layout of the adapter
     * @param data what is trained
     * @return the state that was kept last; empty where there is none, or one of other texts or another layout
     * @throws StorageException if the file is damaged
     */
    public Optional<TrainingState> state(LoraLayout layout, TrainingData data) {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Optional.empty();
        }
        try {
            TrainingState state = TrainingState.read(file.get(), layout, data);
            savedStep = state.totals().steps();
            return Optional.of(state);
        } catch (InvalidConfigurationException other) {
            LOG.warn("Training begins anew. {}", other.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void after(int step, Supplier<TrainingState> state) {
        if (file.isEmpty()
                || step == savedStep
                || (step - savedStep < interval.steps()
                        && System.nanoTime() - savedTime < interval.time().toNanos()
                        && !interval.now().getAsBoolean())) {
            return;
        }
        beforeSaving.run();
        state.get().save(file.get());
        afterSaving.accept(file.get());
        savedStep = step;
        savedTime = System.nanoTime();
    }
}
