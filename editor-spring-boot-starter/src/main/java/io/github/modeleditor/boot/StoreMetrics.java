package io.github.modeleditor.boot;

import io.github.modeleditor.api.store.EditStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows how a store is, under the names that the server has for it.
 *
 * @param store which
 */
record StoreMetrics(EditStore store) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("modeleditor.store.version", () -> store.latest().number())
                .description("the current version")
                .register(registry);
        Gauge.builder("modeleditor.store.facts", () -> store.latest().standing().facts())
                .description("facts that are current")
                .register(registry);
        Gauge.builder(
                        "modeleditor.store.facts.said",
                        () -> store.latest().standing().said())
                .description("those of them that the model says")
                .register(registry);
        if (store instanceof ManagedEditStore managed) {
            Gauge.builder("modeleditor.edits.waiting", managed::underWay)
                    .description("edits that wait or are under way")
                    .register(registry);
        }
    }
}
