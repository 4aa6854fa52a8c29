/** What a caller imports: facts, configuration, the fluent entry and what comes back. */
module io.github.modeleditor.api {
    requires static transitive org.jspecify;

    exports io.github.modeleditor.api;
    exports io.github.modeleditor.api.ablation;
    exports io.github.modeleditor.api.config;
    exports io.github.modeleditor.api.data;
    exports io.github.modeleditor.api.error;
    exports io.github.modeleditor.api.report;
    exports io.github.modeleditor.api.spi;
    exports io.github.modeleditor.api.store;

    uses io.github.modeleditor.api.spi.EditorProvider;
    uses io.github.modeleditor.api.spi.FormatProvider;
}
