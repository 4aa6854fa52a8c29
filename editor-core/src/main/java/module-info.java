/**
 * The method itself, in plain Java: from facts to training texts, batches, weights and reports.
 *
 * <p>Whoever writes an engine sees its port, {@link io.github.modeleditor.core.engine}, and {@link
 * io.github.modeleditor.core.CoreEditingSession}, which edits with it. Callers of the library see nothing here: the api finds
 * what it needs by {@link java.util.ServiceLoader}.
 */
// The modules that are told more are built after this one.
@SuppressWarnings("module")
module io.github.modeleditor.core {
    requires transitive io.github.modeleditor.api;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.csv;
    requires com.google.common;
    requires jdk.jfr;
    requires org.slf4j;

    exports io.github.modeleditor.core;
    exports io.github.modeleditor.core.engine;
    exports io.github.modeleditor.core.storage to
            io.github.modeleditor.cli,
            io.github.modeleditor.importer,
            io.github.modeleditor.nano,
            io.github.modeleditor.onnx,
            io.github.modeleditor.server;
    exports io.github.modeleditor.core.store to
            io.github.modeleditor.boot,
            io.github.modeleditor.cli,
            io.github.modeleditor.onnx;

    provides io.github.modeleditor.api.spi.FormatProvider with
            io.github.modeleditor.core.format.CoreFormatProvider;
}
