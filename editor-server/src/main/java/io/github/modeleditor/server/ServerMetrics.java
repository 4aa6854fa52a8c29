package io.github.modeleditor.server;

import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.server.edits.EditJob;
import io.github.modeleditor.server.http.Call;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** What is counted and measured, for Prometheus to fetch. Thread-safe. */
final class ServerMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    ServerMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
    }

    /** Shows how a store and its queue are. */
    void watch(EditStore store, IntSupplier waiting) {
        Gauge.builder("modeleditor.edits.waiting", waiting::getAsInt)
                .description("edits that wait or are under way")
                .register(registry);
        Gauge.builder("modeleditor.store.version", () -> store.latest().number())
                .register(registry);
        Gauge.builder("modeleditor.store.facts", () -> store.latest().standing().facts())
                .description("facts that are current")
                .register(registry);
        Gauge.builder(
                        "modeleditor.store.facts.said",
                        () -> store.latest().standing().said())
                .description("those of them that the model says")
                .register(registry);
    }

    void answered(String route, int status, long nanoseconds) {
        Timer.builder("modeleditor.http.requests")
                .tag("route", route)
                .tag("status", String.valueOf(status))
                .register(registry)
                .record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    void written(Generation generation) {
        registry.counter("modeleditor.tokens", "kind", "prompt").increment(generation.promptTokens());
        registry.counter("modeleditor.tokens", "kind", "generated").increment(generation.generatedTokens());
    }

    void ended(EditJob job) {
        String state = job.progress().state().name().toLowerCase(Locale.ROOT);
        String kind = job.work() instanceof EditJob.Append ? "append" : "revert";
        registry.counter("modeleditor.edits", "kind", kind, "state", state).increment();
    }

    void reply(Call call) throws IOException {
        call.reply(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                registry.scrape().getBytes(StandardCharsets.UTF_8));
    }

    void close() {
        registry.close();
    }
}
