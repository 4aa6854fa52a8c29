package io.github.modeleditor.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.training.SavedTraining;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where the state of a training is kept every so often, and gone on from. For one training.
 *
 * @param file of the state, which need not be there; empty to keep none
 * @param steps after so many optimizer steps it is kept; at least 1
 * @param time or after so much time by the wall clock; above 0
 * @param now is asked after each step whether it is to be kept at once, as for one that is about to be stopped
 * @param beforeSaving is called each time before the file is written
 * @param afterSaving gets the file each time it was written
 */
public record Resumption(
        Optional<Path> file,
        int steps,
        Duration time,
        BooleanSupplier now,
        Runnable beforeSaving,
        Consumer<Path> afterSaving) {
    private static final Resumption NONE =
            new Resumption(Optional.empty(), Integer.MAX_VALUE, Duration.ofDays(1), () -> false, () -> {});

    /**
     * One of which nobody wants to know when it was written.
     *
     * @param file of the state, which need not be there; empty to keep none
     * @param steps after so many optimizer steps it is kept; at least 1
     * @param time or after so much time by the wall clock; above 0
     * @param now is asked after each step whether it is to be kept at once
     * @param beforeSaving is called each time before the file is written
     */
    public Resumption(Optional<Path> file, int steps, Duration time, BooleanSupplier now, Runnable beforeSaving) {
        this(file, steps, time, now, beforeSaving, written -> {});
    }

    /**
     * Nothing is kept.
     *
     * @return one without a file
     */
    public static Resumption none() {
        return NONE;
    }

    /**
     * What tells an edit apart from others before its texts are made, for who finds a state and has to know whose it is. Augmentations may
     * be any code: they are told apart by the texts they make, when training goes on.
     *
     * @param settings how the edit is made
     * @param facts what it teaches
     * @param more what else makes it this one and no other, each by its text
     * @return a hash
     */
    public static String key(EditorSettings settings, List<Fact> facts, List<?> more) {
        Hasher hasher = Hashing.sha256().newHasher();
        Stream.of(facts, more, List.of(settings.lora(), settings.training(), settings.precision()))
                .flatMap(List::stream)
                .forEach(part -> hasher.putString(part.toString(), UTF_8).putChar('\n'));
        return hasher.hash().toString();
    }

    SavedTraining training() {
        SavedTraining.Interval interval = new SavedTraining.Interval(steps, time, now);
        return file.map(place -> SavedTraining.in(place, interval, beforeSaving, afterSaving))
                .orElseGet(SavedTraining::nowhere);
    }
}
