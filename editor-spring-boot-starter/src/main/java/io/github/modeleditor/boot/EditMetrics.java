package io.github.modeleditor.boot;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Counts and measures edits by what a listener hears of them: {@code modeleditor.edit.phase} (a timer, by phase), {@code
 * modeleditor.edit.steps}, {@code modeleditor.edit.loss} (that of the last step, in nats a token), {@code
 * modeleditor.edit.steps.skipped}, and, where a store is the application's, {@code modeleditor.edits} (a timer, by kind and how they ended).
 * Thread-safe; edits of several threads are told apart.
 *
 * <p>A store of the starter tells it everything. Whoever edits a session gives it to the request: {@code
 * EditRequest.of(facts).onProgress(metrics)}.
 */
public final class EditMetrics implements EditListener, StoreChange.Listener, MeterBinder {
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    /** When the phase began that the thread is in, as {@link System#nanoTime()} has it. An edit is on one thread. */
    private final ThreadLocal<@Nullable Long> begin = new ThreadLocal<>();

    private volatile double loss = Double.NaN;

    /** Metrics of no registry yet. */
    public EditMetrics() {}

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        Gauge.builder("modeleditor.edit.loss", () -> loss)
                .description("mean loss of the last step's target tokens")
                .baseUnit("nats")
                .register(registry);
    }

    @Override
    public void on(EditEvent event) {
        if (event instanceof EditEvent.Progress progress) {
            phase(progress);
        } else if (event instanceof EditEvent.Step step) {
            loss = step.loss();
            count("modeleditor.edit.steps");
        } else if (event instanceof EditEvent.StepSkipped) {
            count("modeleditor.edit.steps.skipped");
        }
    }

    private void count(String name) {
        registries.forEach(registry -> registry.counter(name).increment());
    }

    private void phase(EditEvent.Progress progress) {
        if (progress.done() == 0) {
            begin.set(System.nanoTime());
        }
        Long began = begin.get();
        if (progress.done() == progress.total() && began != null) {
            Duration duration = Duration.ofNanos(System.nanoTime() - began);
            begin.remove();
            registries.forEach(registry -> registry.timer("modeleditor.edit.phase", "phase", tag(progress.phase()))
                    .record(duration));
        }
    }

    @Override
    public void changed(StoreChange change) {
        registries.forEach(registry -> registry.timer(
                        "modeleditor.edits", "kind", tag(change.kind()), "state", tag(change.state()))
                .record(change.duration()));
    }

    private static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
