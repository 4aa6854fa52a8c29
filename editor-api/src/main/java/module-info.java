/** What a caller imports: facts, configuration, the fluent entry and what comes back. */
module io.github.modeleditor.api {
    requires static transitive org.jspecify;

    exports io.github.modeleditor.api;
    exports io.github.modeleditor.api.error;

    uses io.github.modeleditor.api.EditorProvider;
}
