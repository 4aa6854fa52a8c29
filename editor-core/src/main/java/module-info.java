/** The method itself, in plain Java: from facts to training texts, batches, weights and reports. */
module io.github.modeleditor.core {
    requires transitive io.github.modeleditor.api;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.csv;
    requires com.google.common;
    requires jdk.jfr;
    requires org.slf4j;

    exports io.github.modeleditor.core;
    exports io.github.modeleditor.core.augmentation;
    exports io.github.modeleditor.core.batch;
    exports io.github.modeleditor.core.dataset;
    exports io.github.modeleditor.core.engine;
    exports io.github.modeleditor.core.tokens;
    exports io.github.modeleditor.core.format;
    exports io.github.modeleditor.core.generation;
    exports io.github.modeleditor.core.metric;
    exports io.github.modeleditor.core.objective;
    exports io.github.modeleditor.core.report;
    exports io.github.modeleditor.core.storage;
    exports io.github.modeleditor.core.telemetry;
    exports io.github.modeleditor.core.training;

    provides io.github.modeleditor.api.spi.FormatProvider with
            io.github.modeleditor.core.format.CoreFormatProvider;
}
