package io.github.modeleditor.server.edits;

import static io.github.modeleditor.server.TestStores.FACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.server.TestStores;
import io.github.modeleditor.server.edits.EditJob.State;
import io.github.modeleditor.server.http.HttpFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that outlive their process. */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class EditQueueTest {
    private static final EditJob.Work APPEND = new EditJob.Append(List.of(FACT), ConflictPolicy.REJECT);
    private static final long LONG = 200_000;

    @TempDir
    Path folder;

    private EditStore store;

    @BeforeEach
    void open() {
        store = TestStores.create(folder);
    }

    private void openEndless() {
        store.close();
        folder = folder.resolve("endless");
        store = TestStores.createEndless(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private EditQueue queue(int longest) {
        return new EditQueue(store, new JobFolder(folder.resolve("store")), longest, Clock.systemUTC(), job -> {});
    }

    private static EditJob ended(EditQueue queue, String id) throws InterruptedException {
        JobEvents heard = queue.events(queue.job(id).orElseThrow());
        long last = 0;
        while (!heard.isEnded()) {
            last = lastOf(heard.after(last, LONG), last);
        }
        return queue.job(id).orElseThrow();
    }

    private static long lastOf(List<JobEvents.Event> events, long before) {
        return events.isEmpty() ? before : events.get(events.size() - 1).id();
    }

    /** Waits until a job trains. */
    private static void awaitStep(EditQueue queue, EditJob job) throws InterruptedException {
        JobEvents heard = queue.events(job);
        boolean trains = false;
        for (long last = 0; !trains; ) {
            List<JobEvents.Event> events = heard.after(last, LONG);
            trains = events.stream().anyMatch(event -> event.name().equals("step"));
            last = lastOf(events, last);
        }
    }

    @Test
    void whatWaitsIsDoneByTheNextProcess() throws InterruptedException {
        EditJob added;
        try (EditQueue first = queue(2)) {
            added = first.add(APPEND, "ada", "ticket 17");
            first.add(new EditJob.Revert(List.of("e1")), "bob", "");
            assertThatThrownBy(() -> first.add(APPEND, "", ""))
                    .isInstanceOf(HttpFailure.class)
                    .hasMessageContaining("2 edits wait");
        }
        try (EditQueue second = queue(2)) {
            assertThat(second.jobs()).hasSize(2).first().isEqualTo(added);
            second.start();
            assertThat(ended(second, "j1").progress()).isEqualTo(EditJob.Progress.done(1));
            assertThat(ended(second, "j2").progress()).isEqualTo(EditJob.Progress.done(2));
            assertThat(second.add(APPEND, "", "").id()).isEqualTo("j3");
        }
        assertThat(store.history().get(1).reason()).isEqualTo("ticket 17");
        assertThat(store.history().get(2).author()).isEqualTo("bob");
    }

    @Test
    void whatWasDoneIsNotDoneAgain() {
        JobFolder jobs = new JobFolder(folder.resolve("store"));
        try (EditQueue first = queue(9)) {
            EditJob job = first.add(APPEND, "ada", "ticket 17");
            EditJob other = first.add(APPEND, "ada", "ticket 18");
            // The process ends between the store's commit and the word of it.
            store.append(List.of(FACT), "ada", "ticket 17");
            jobs.update(job.with(EditJob.Progress.running(1)));
            jobs.update(other.with(EditJob.Progress.running(1)));
        }
        try (EditQueue second = queue(9)) {
            assertThat(second.jobs())
                    .extracting(job -> job.progress().state())
                    .containsExactly(State.DONE, State.QUEUED);
        }
    }

    @Test
    void whatIsUnderWayIsPutOffWhereTheServerCloses() throws InterruptedException {
        openEndless();
        try (EditQueue first = queue(9)) {
            EditJob job = first.add(APPEND, "ada", "");
            first.start();
            awaitStep(first, job);
        }
        assertThat(store.history()).hasSize(1);
        try (EditQueue second = queue(9)) {
            assertThat(second.jobs()).extracting(job -> job.progress().state()).containsExactly(State.QUEUED);
        }
    }

    @Test
    void aJobThatNobodyWantsStops() throws InterruptedException {
        openEndless();
        try (EditQueue queue = queue(9)) {
            EditJob job = queue.add(APPEND, "ada", "");
            queue.start();
            awaitStep(queue, job);
            queue.cancel(job.id());
            assertThat(ended(queue, job.id()).progress().state()).isEqualTo(State.CANCELLED);
            assertThatThrownBy(() -> queue.cancel(job.id())).hasMessageContaining("has ended");
        }
        assertThat(store.history()).hasSize(1);
    }

    @Test
    void aJobThatFailsSaysWhy() throws InterruptedException {
        try (EditQueue queue = queue(9)) {
            queue.add(new EditJob.Revert(List.of("e7")), "ada", "");
            queue.start();
            EditJob.Progress progress = ended(queue, "j1").progress();
            assertThat(progress.state()).isEqualTo(State.FAILED);
            assertThat(progress.message()).contains("e7");
        }
    }

    @Test
    void aDamagedJobIsNamedAndHalfAJobIsNone() throws Exception {
        Path jobs = folder.resolve("store/queue");
        Files.createDirectories(jobs.resolve("j1"));
        Files.writeString(jobs.resolve("j1/facts.jsonl"), "{}");
        try (EditQueue queue = queue(9)) {
            assertThat(queue.jobs()).isEmpty();
        }
        Files.createDirectories(jobs.resolve("j2"));
        Files.writeString(jobs.resolve("j2/job.json"), "{\"number\": 2");
        assertThatThrownBy(() -> queue(9))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("j2")
                .hasMessageContaining("Move that folder away");
    }
}
