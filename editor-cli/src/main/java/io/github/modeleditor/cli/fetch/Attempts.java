package io.github.modeleditor.cli.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tries again what a network spoils: five times in a row that bring nothing, after 1, 2, 4 and 8 seconds, or when the hub says. Each byte
 * that came begins the count anew. Used by one thread.
 */
final class Attempts {
    private static final int IN_A_ROW = 5;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Pause pause;
    private final Consumer<String> log;

    Attempts(Pause pause, Consumer<String> log) {
        this.pause = pause;
        this.log = log;
    }

    /** What may fail and be tried again. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws IOException;
    }

    /**
     * Runs a task until it succeeds.
     *
     * @param what what is done, for messages
     * @param reached how far it is, which grows where a failed try brought something
     * @throws FetchException if it does not succeed
     */
    <T> T run(String what, LongSupplier reached, Task<T> task) {
        int failures = 0;
        while (true) {
            long before = reached.getAsLong();
            try {
                return task.run();
            } catch (IOException failure) {
                failures = reached.getAsLong() > before ? 1 : failures + 1;
                Duration wait = wait(failure, failures);
                if (failures >= IN_A_ROW || wait.compareTo(LONGEST) > 0) {
                    throw new FetchException(
                            "Cannot load " + what + ": " + reason(failure) + ", after " + failures
                                    + (failures == 1 ? " try" : " tries")
                                    + (wait.compareTo(LONGEST) > 0
                                            ? "; the hub asks to come again in " + wait.toSeconds() + " s"
                                            : "")
                                    + ". What was loaded is kept: the same command goes on from there.",
                            failure);
                }
                log.accept("Loading " + what + ": " + reason(failure) + "; trying again in " + wait.toSeconds() + " s");
                rest(wait);
            }
        }
    }

    private static Duration wait(IOException failure, int failures) {
        Duration usual = Duration.ofSeconds(1L << Math.min(failures - 1, IN_A_ROW));
        return failure instanceof RetryLaterException later && later.after().compareTo(usual) > 0
                ? later.after()
                : usual;
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private void rest(Duration wait) {
        try {
            pause.await(wait);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new FetchException("The download was stopped. The same command goes on from there.", end);
        }
    }
}
