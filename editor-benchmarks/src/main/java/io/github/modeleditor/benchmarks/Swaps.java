package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.core.store.CurrentModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The resident memory of a process whose served version is swapped a hundred times, over all versions of a store in turn, while two
 * threads ask. A line of JSON after every ten swaps. On Linux, whose {@code /proc} it reads.
 *
 * <pre>java -Xmx1500m -cp editor-benchmarks.jar io.github.modeleditor.benchmarks.Swaps MODEL STORE</pre>
 */
public final class Swaps {
    private static final int SWAPS = 100;
    private static final int TOLD_EVERY = 10;
    private static final int READERS = 2;
    private static final String PROMPT = "The capital of France is";
    private static final int TOKENS = 3;

    private Swaps() {}

    /**
     * Runs the measurement.
     *
     * @param arguments as the class says
     * @throws IOException if the memory of the process cannot be read
     * @throws InterruptedException if it is interrupted while its readers end
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ModelEditor editor = ModelEditor.forModel(Path.of(arguments[0])).onDevice(Device.cpu());
        try (EditStore store = EditStore.open(Path.of(arguments[1]), editor)) {
            int versions = store.history().size();
            CurrentModel served = new CurrentModel(store.checkout(0));
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answers = new AtomicInteger();
            List<Thread> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                Thread thread = new Thread(() -> {
                    while (!over.get()) {
                        served.complete(PROMPT, TOKENS);
                        answers.incrementAndGet();
                    }
                });
                readers.add(thread);
                thread.start();
            }
            for (int swap = 1; swap <= SWAPS; swap++) {
                served.swap(store.checkout(swap % versions));
                served.complete(PROMPT, TOKENS);
                if (swap % TOLD_EVERY == 0) {
                    System.out.printf(
                            Locale.ROOT,
                            "{\"swaps\": %d, \"resident_mib\": %d, \"answers\": %d}%n",
                            swap,
                            residentMebibytes(),
                            answers.get());
                }
            }
            over.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            served.end();
        }
    }

    private static long residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }
}
