/** A small trained decoder as a resource. */
module io.github.modeleditor.nano {
    requires transitive io.github.modeleditor.api;
    requires static transitive org.jspecify;
    requires io.github.modeleditor.core;
    requires com.google.common;

    exports io.github.modeleditor.nano;
}
