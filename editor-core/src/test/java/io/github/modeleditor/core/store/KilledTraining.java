package io.github.modeleditor.core.store;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.Checkpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** A process that appends a thousand facts, says at which step it began, and at another says so and waits to be killed. */
final class KilledTraining {
    static final String BEGAN = "began at ";

    private static final int FACTS = 1000;
    private static final List<String> TARGETS = List.of("Rome", "Paris", "Oslo", "old Rome");

    private KilledTraining() {}

    public static void main(String[] arguments) {
        int last = Integer.parseInt(arguments[1]);
        AtomicBoolean begun = new AtomicBoolean();
        append(Path.of(arguments[0]), request().onProgress(event -> {
            if (event instanceof EditEvent.Step step) {
                if (begun.compareAndSet(false, true)) {
                    KilledProcess.say(BEGAN + step.step());
                }
                if (step.step() == last) {
                    KilledProcess.waitToBeKilled();
                }
            }
        }));
    }

    static void append(Path folder, AppendRequest request) {
        try (CoreEditStore store = Files.exists(folder)
                ? CoreEditStore.open(folder, ToyStores.patient())
                : CoreEditStore.create(folder, ToyStores.patient())) {
            store.append(request);
        }
    }

    static AppendRequest request() {
        List<Fact> facts = IntStream.range(0, FACTS)
                .mapToObj(i -> Fact.of("Tower " + i + " stands in", TARGETS.get(i % TARGETS.size())))
                .toList();
        return AppendRequest.of(facts, "ada", "a thousand").keeping(Checkpoints.every(4));
    }
}
