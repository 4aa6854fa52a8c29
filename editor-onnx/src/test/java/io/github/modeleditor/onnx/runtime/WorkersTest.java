package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void callsRunAtOnceAndAreGivenBackInOrder() {
        CountDownLatch both = new CountDownLatch(2);
        try (Workers workers = new Workers(2)) {
            assertThat(workers.all(List.of(meeting(both, "first"), meeting(both, "second"))))
                    .containsExactly("first", "second");
        }
    }

    /** Would never end if the calls ran one after the other. */
    private static Callable<String> meeting(CountDownLatch both, String name) {
        return () -> {
            both.countDown();
            both.await();
            return name;
        };
    }

    @Test
    void oneRunsOnTheCallersThread() {
        try (Workers workers = new Workers(1)) {
            assertThat(workers.all(List.of(Thread::currentThread))).containsExactly(Thread.currentThread());
        }
    }

    /** What the others write into is freed when a failure has been told. */
    @Test
    void aFailureIsToldWhenTheOthersAreDone() {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        try (Workers workers = new Workers(2)) {
            Callable<String> failing = () -> {
                failed.countDown();
                throw new IllegalStateException("no memory");
            };
            Callable<String> late = () -> {
                failed.await();
                done.set(true);
                return "late";
            };
            assertThatIllegalStateException()
                    .isThrownBy(() -> workers.all(List.of(failing, late)))
                    .withMessage("no memory");
            assertThat(done).isTrue();
        }
    }

    @Test
    void anInterruptionDoesNotEndTheWait() throws InterruptedException {
        AtomicReference<List<String>> results = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            try (Workers workers = new Workers(2)) {
                Callable<String> slow = () -> {
                    begun.countDown();
                    go.await();
                    return "whole";
                };
                results.set(workers.all(List.of(slow)));
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        begun.await();
        caller.interrupt();
        go.countDown();
        caller.join();
        assertThat(results.get()).containsExactly("whole");
        assertThat(interrupted).isTrue();
    }
}
