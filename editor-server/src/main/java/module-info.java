/** A store of edits over HTTP, for clients in any language, and a page for people. */
module io.github.modeleditor.server {
    requires transitive io.github.modeleditor.api;
    requires static transitive org.jspecify;
    requires io.github.modeleditor.core;
    requires com.fasterxml.jackson.databind;
    requires jdk.httpserver;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.slf4j;

    exports io.github.modeleditor.server;
}
