package io.github.modeleditor.server.edits;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.server.http.Call;
import io.github.modeleditor.server.http.EventStream;
import io.github.modeleditor.server.http.HttpFailure;
import io.github.modeleditor.server.http.Json;
import io.github.modeleditor.server.http.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Edits to add, watch, list, show and take back. Thread-safe. */
public final class EditCalls {
    private static final int MOST_WATCHERS = 16;
    private static final int MOST_FACTS = 1000;
    private static final int LONGEST_REMARK = 1000;
    private static final long BEAT_MILLISECONDS = 15_000;

    private final EditStore store;
    private final EditQueue queue;
    private final Semaphore watchers = new Semaphore(MOST_WATCHERS);

    /**
     * Calls of a store.
     *
     * @param store what is shown
     * @param queue what changes it
     */
    public EditCalls(EditStore store, EditQueue queue) {
        this.store = store;
        this.queue = queue;
    }

    /**
     * Adds the routes.
     *
     * @param router where to
     */
    public void addTo(Router router) {
        router.add("POST", "/edits", this::append)
                .add("GET", "/edits", this::list)
                .add("GET", "/edits/*", this::show)
                .add("DELETE", "/edits/*", this::takeBack)
                .add("POST", "/edits/*/revert", this::takeBack)
                .add("GET", "/edits/*/events", this::watch)
                .add("GET", "/edits/*/report", this::report);
    }

    private void append(Call call) throws IOException {
        JsonNode body = call.body();
        List<Fact> facts = facts(body.path("facts"));
        ConflictPolicy conflicts = conflicts(body.path("on_conflict").asText("reject"));
        accept(call, queue.add(new EditJob.Append(facts, conflicts), remark(body, "author"), remark(body, "reason")));
    }

    private void accept(Call call, EditJob job) throws IOException {
        call.setHeader("Location", "/edits/" + job.id());
        call.reply(202, Views.job(job, store.history()));
    }

    /** Facts have the fields that they have in files, and the reader of files has the same to say of what is wrong. */
    private static List<Fact> facts(JsonNode array) throws IOException {
        if (!array.isArray() || array.isEmpty() || array.size() > MOST_FACTS) {
            throw HttpFailure.badRequest(
                    "The field facts is no list of 1 to " + MOST_FACTS + " facts. Give each a prompt and a target.");
        }
        List<String> lines = new ArrayList<>();
        array.forEach(fact -> lines.add(Json.write(fact)));
        Path file = Files.createTempFile("modeleditor-facts-", ".jsonl");
        try {
            Files.write(file, lines, StandardCharsets.UTF_8);
            return FactFile.read(file, FactFormat.JSONL).facts();
        } catch (DatasetException e) {
            throw HttpFailure.badRequest(String.valueOf(e.getMessage()).replace(file.toString(), "The list of facts"));
        } finally {
            Files.delete(file);
        }
    }

    private static ConflictPolicy conflicts(String word) {
        for (ConflictPolicy policy : ConflictPolicy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(word)) {
                return policy;
            }
        }
        throw HttpFailure.badRequest("The field on_conflict is " + word + ". Make it reject, supersede or keep_both.");
    }

    private static String remark(JsonNode body, String name) {
        String text = body.path(name).asText("");
        if (text.length() > LONGEST_REMARK) {
            throw HttpFailure.badRequest(
                    "The field " + name + " has more than " + LONGEST_REMARK + " characters. Shorten it.");
        }
        return text;
    }

    private void list(Call call) throws IOException {
        List<StoredVersion> history = store.history();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("current", Views.standing(history.get(history.size() - 1)));
        fields.put("edits", withFacts(history));
        fields.put(
                "jobs",
                queue.jobs().stream().map(job -> Views.job(job, history)).toList());
        call.reply(200, fields);
    }

    /** Each with its first fact, which a person knows it by. */
    private List<Map<String, Object>> withFacts(List<StoredVersion> history) {
        List<Map<String, Object>> edits = Views.edits(history);
        Map<String, Map<String, Object>> first = new LinkedHashMap<>();
        store.facts(history.size() - 1).forEach(fact -> first.putIfAbsent(fact.edit(), Views.fact(fact)));
        edits.forEach(edit -> edit.put("first", first.getOrDefault(String.valueOf(edit.get("id")), Map.of())));
        return edits;
    }

    private void show(Call call) throws IOException {
        String id = call.variable(0);
        List<StoredVersion> history = store.history();
        if (id.startsWith("j")) {
            call.reply(200, Views.job(job(id), history));
            return;
        }
        Map<String, Object> fields = Views.edits(history).stream()
                .filter(edit -> id.equals(edit.get("id")))
                .findFirst()
                .orElseThrow(() -> missing(id));
        List<Map<String, Object>> facts = store.facts(history.size() - 1).stream()
                .filter(fact -> fact.edit().equals(id))
                .map(Views::fact)
                .toList();
        fields.put("facts", facts);
        store.report(appended(id).number())
                .ifPresent(report -> fields.put("outcome", Views.outcome(report, facts.size())));
        call.reply(200, fields);
    }

    private StoredVersion appended(String edit) {
        return store.history().stream()
                .filter(version -> version.change() instanceof StoredChange.Appended appended
                        && appended.edit().equals(edit))
                .findFirst()
                .orElseThrow(() -> missing(edit));
    }

    private EditJob job(String id) {
        return queue.job(id).orElseThrow(() -> missing(id));
    }

    private static HttpFailure missing(String id) {
        return HttpFailure.notFound("There is no edit " + id + ". GET /edits lists them.");
    }

    private void takeBack(Call call) throws IOException {
        String id = call.variable(0);
        JsonNode body = call.body();
        if (id.startsWith("j")) {
            call.reply(200, Views.job(queue.cancel(id), store.history()));
            return;
        }
        appended(id);
        if (!store.latest().edits().contains(id)) {
            throw new HttpFailure(
                    409, "not_in_effect", "The edit " + id + " is not in effect, so it cannot be reverted.");
        }
        accept(call, queue.add(new EditJob.Revert(List.of(id)), remark(body, "author"), remark(body, "reason")));
    }

    private void report(Call call) throws IOException {
        EvaluationReport report = store.report(appended(call.variable(0)).number())
                .orElseThrow(() -> HttpFailure.notFound("Nothing was measured of that edit."));
        call.reply(200, "text/html; charset=utf-8", report.toHtml().getBytes(StandardCharsets.UTF_8));
    }

    private void watch(Call call) throws IOException {
        JobEvents heard = queue.events(job(call.variable(0)));
        if (!watchers.tryAcquire()) {
            call.setHeader("Retry-After", "5");
            throw new HttpFailure(429, "too_many_watchers", "Too many watch already. Try again later.");
        }
        try {
            tell(call.events(), heard, lastHeard(call));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watchers.release();
        }
    }

    private static void tell(EventStream stream, JobEvents heard, long from) throws IOException, InterruptedException {
        long last = from;
        while (true) {
            boolean ended = heard.isEnded();
            List<JobEvents.Event> events = heard.after(last, BEAT_MILLISECONDS);
            for (JobEvents.Event event : events) {
                stream.send(event.id(), event.name(), event.data());
                last = event.id();
            }
            if (ended && events.isEmpty()) {
                return;
            }
            if (events.isEmpty()) {
                stream.beat();
            }
        }
    }

    private static long lastHeard(Call call) {
        String id = call.header("Last-Event-ID").orElse("0");
        return id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    }
}
