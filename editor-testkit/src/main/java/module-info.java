/** Assertions and JUnit extensions for tests of edited models. */
module io.github.modeleditor.testkit {
    requires transitive io.github.modeleditor.api;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;
    requires io.github.modeleditor.nano;
    requires com.google.common;

    exports io.github.modeleditor.testkit;
}
