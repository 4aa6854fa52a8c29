package io.github.modeleditor.onnx.runtime;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Threads that run calls at once, or the caller's own where one is enough. Not thread-safe. */
final class Workers implements AutoCloseable {
    private final ExecutorService threads;

    Workers(int count) {
        threads = count == 1
                ? MoreExecutors.newDirectExecutorService()
                : Executors.newFixedThreadPool(
                        count,
                        new ThreadFactoryBuilder()
                                .setNameFormat("modeleditor-pass-%d")
                                .setDaemon(true)
                                .build());
    }

    /**
     * Makes all calls, and waits for all, also where one fails or the caller is interrupted: they write into native memory that
     * must not be freed meanwhile.
     *
     * @param calls what to do
     * @return what they gave, in their order
     * @throws RuntimeException the first failure, with the others suppressed in it
     */
    <T> List<T> all(List<Callable<T>> calls) {
        List<Future<T>> running = calls.stream().map(threads::submit).toList();
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        for (Future<T> call : running) {
            try {
                results.add(Uninterruptibles.getUninterruptibly(call));
            } catch (ExecutionException e) {
                failure = joined(failure, Objects.requireNonNull(e.getCause()));
            }
        }
        if (failure != null) {
            Throwables.throwIfUnchecked(failure);
            throw new IllegalStateException(failure);
        }
        return results;
    }

    private static Throwable joined(@Nullable Throwable first, Throwable next) {
        if (first == null) {
            return next;
        }
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
