package io.github.modeleditor.server.edits;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ChangeRequest;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.server.http.HttpFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the store, one at a time in the order they came, by a thread of its own. Thread-safe. A job is on the disk when {@link #add}
 * returns; what was not done when the process ended is done by the next one, and nothing is done twice.
 */
public final class EditQueue implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);
    /** Jobs that are done are kept for who asks later; what they made is in the store for good. */
    private static final int KEPT = 200;

    private final EditStore store;
    private final JobFolder folder;
    private final int longest;
    private final Clock clock;
    private final Consumer<EditJob> observer;
    private final TreeMap<Integer, EditJob> jobs = new TreeMap<>();
    private final Map<Integer, JobEvents> events = new HashMap<>();
    private final Thread worker = new Thread(this::work, "modeleditor-edits");
    private @Nullable EditJob running;
    private Cancellation stop = new Cancellation();
    private boolean closing;
    private int next = 1;

    /**
     * The queue of a store, as it was left; nothing is done before {@link #start}.
     *
     * @param store what is changed
     * @param folder where jobs are kept
     * @param longest how many jobs may wait
     * @param clock what time it is
     * @param observer hears of every job that came to its end
     */
    public EditQueue(EditStore store, JobFolder folder, int longest, Clock clock, Consumer<EditJob> observer) {
        this.store = store;
        this.folder = folder;
        this.longest = longest;
        this.clock = clock;
        this.observer = observer;
        for (EditJob job : folder.read()) {
            EditJob known = job.progress().state() == EditJob.State.RUNNING ? resumed(job) : job;
            jobs.put(known.number(), known);
            next = known.number() + 1;
        }
    }

    /** What was under way is done if the store has the version that it was to make, and begins again if not. */
    private EditJob resumed(EditJob job) {
        List<StoredVersion> history = store.history();
        int version = job.progress().version().orElse(history.size());
        boolean isDone = version < history.size() && isOf(history.get(version), job);
        EditJob known = job.with(isDone ? EditJob.Progress.done(version) : EditJob.Progress.queued());
        folder.update(known);
        return known;
    }

    private static boolean isOf(StoredVersion version, EditJob job) {
        return version.author().equals(job.author())
                && version.reason().equals(job.reason())
                && (version.change() instanceof StoredChange.Appended) == (job.work() instanceof EditJob.Append);
    }

    /** Begins to do what waits. */
    public void start() {
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Adds a job.
     *
     * @param work what is to be done
     * @param author who asked
     * @param reason why
     * @return the job
     * @throws HttpFailure if too many wait
     */
    public synchronized EditJob add(EditJob.Work work, String author, String reason) {
        if (closing) {
            throw new HttpFailure(503, "closing", "The server is closing. Try again later.");
        }
        if (waiting() >= longest) {
            throw new HttpFailure(
                    429, "queue_full", longest + " edits wait already. Try again when some of them are done.");
        }
        Instant now = clock.instant();
        EditJob job = new EditJob(next, work, author, reason, now, EditJob.Progress.queued());
        folder.add(job);
        next++;
        jobs.put(job.number(), job);
        tell(job);
        forgetOldest();
        notifyAll();
        return job;
    }

    private void forgetOldest() {
        List<EditJob> ended = jobs.values().stream()
                .filter(job -> job.progress().state().isFinal())
                .toList();
        for (EditJob job : ended.subList(0, Math.max(0, ended.size() - KEPT))) {
            folder.remove(job.number());
            jobs.remove(job.number());
            events.remove(job.number());
        }
    }

    /**
     * How many jobs wait or are under way.
     *
     * @return their number
     */
    public synchronized int waiting() {
        return (int) jobs.values().stream()
                .filter(job -> !job.progress().state().isFinal())
                .count();
    }

    /**
     * All jobs that are known.
     *
     * @return in the order they came
     */
    public synchronized List<EditJob> jobs() {
        return new ArrayList<>(jobs.values());
    }

    /**
     * A job.
     *
     * @param id such as {@code j7}
     * @return the job; empty if there is none of that name
     */
    public synchronized Optional<EditJob> job(String id) {
        return jobs.values().stream().filter(job -> job.id().equals(id)).findFirst();
    }

    synchronized JobEvents events(EditJob job) {
        return events.computeIfAbsent(job.number(), number -> {
            JobEvents heard = new JobEvents();
            EditJob known = jobs.getOrDefault(number, job);
            heard.add("state", Views.job(known, store.history()));
            if (known.progress().state().isFinal()) {
                heard.end();
            }
            return heard;
        });
    }

    /**
     * Stops a job that waits or is under way.
     *
     * @param id such as {@code j7}
     * @return the job, as it is now: one that is under way stops a little later
     * @throws HttpFailure if there is none, or it is done already
     */
    public synchronized EditJob cancel(String id) {
        EditJob job = job(id).orElseThrow(() -> HttpFailure.notFound("There is no job " + id + "."));
        if (job.progress().state().isFinal()) {
            throw new HttpFailure(
                    409, "already_ended", "The job " + id + " has ended. Revert the edit it made instead.");
        }
        if (job.equals(running)) {
            stop.cancel();
            return job;
        }
        return update(job, EditJob.Progress.ended(EditJob.State.CANCELLED, ""));
    }

    private synchronized EditJob update(EditJob job, EditJob.Progress progress) {
        EditJob changed = job.with(progress);
        folder.update(changed);
        jobs.put(changed.number(), changed);
        tell(changed);
        if (progress.state().isFinal()) {
            events(changed).end();
            observer.accept(changed);
        }
        return changed;
    }

    private void tell(EditJob job) {
        JobEvents heard = events.get(job.number());
        if (heard == null) {
            events(job);
        } else {
            heard.add("state", Views.job(job, store.history()));
        }
    }

    private void work() {
        Optional<EditJob> job = take();
        while (job.isPresent()) {
            try {
                finish(job.get(), done(job.get()));
            } catch (EditCancelledException e) {
                // At the end of the process it is only put off.
                finish(
                        job.get(),
                        isClosing() ? EditJob.Progress.queued() : EditJob.Progress.ended(EditJob.State.CANCELLED, ""));
            } catch (ModelEditorException e) {
                finish(job.get(), EditJob.Progress.ended(EditJob.State.FAILED, String.valueOf(e.getMessage())));
            } catch (RuntimeException | OutOfMemoryError e) {
                LOGGER.error("the job {} failed", job.get().id(), e);
                finish(job.get(), EditJob.Progress.ended(EditJob.State.FAILED, "The server failed; its log says how."));
            }
            job = take();
        }
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    private synchronized void finish(EditJob job, EditJob.Progress progress) {
        running = null;
        update(job, progress);
    }

    /** Waits for the next job; empty where the queue closes. */
    private synchronized Optional<EditJob> take() {
        try {
            while (!closing) {
                Optional<EditJob> first = jobs.values().stream()
                        .filter(job -> job.progress().state() == EditJob.State.QUEUED)
                        .findFirst();
                if (first.isPresent()) {
                    stop = new Cancellation();
                    EditJob begun = update(
                            first.get(),
                            EditJob.Progress.running(store.history().size()));
                    running = begun;
                    return Optional.of(begun);
                }
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private EditJob.Progress done(EditJob job) {
        StoredVersion version;
        if (job.work() instanceof EditJob.Append append) {
            version = store.append(AppendRequest.of(append.facts(), job.author(), job.reason())
                    .onConflict(append.conflicts())
                    .onProgress(event -> hear(job, event))
                    .cancelledBy(stopOf()));
        } else {
            EditJob.Revert revert = (EditJob.Revert) job.work();
            version = store.revert(
                    ChangeRequest.of(job.author(), job.reason())
                            .onProgress(event -> hear(job, event))
                            .cancelledBy(stopOf()),
                    revert.edits());
        }
        return EditJob.Progress.done(version.number());
    }

    private synchronized Cancellation stopOf() {
        return stop;
    }

    private void hear(EditJob job, EditEvent event) {
        JobEvents heard = events(job);
        if (event instanceof EditEvent.Progress progress) {
            String phase = progress.phase().name().toLowerCase(Locale.ROOT);
            heard.add("progress", Map.of("phase", phase, "done", progress.done(), "total", progress.total()));
        } else if (event instanceof EditEvent.Step step) {
            heard.add("step", Map.of("step", step.step(), "epoch", step.epoch(), "loss", step.loss()));
        } else if (event instanceof EditEvent.Epoch epoch) {
            heard.add("epoch", Map.of("epoch", epoch.epoch(), "learned", epoch.learned(), "facts", epoch.facts()));
        }
    }

    /** Stops what is under way, which is done by the next process, and waits until it has stopped. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            stop.cancel();
            events.values().forEach(JobEvents::end);
            notifyAll();
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
