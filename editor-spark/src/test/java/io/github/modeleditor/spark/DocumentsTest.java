package io.github.modeleditor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.examples.Snippet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page and the Javadoc show compiles. */
class DocumentsTest {
    private static final Snippet.Given GIVEN = new Snippet.Given(
            """
            import io.github.modeleditor.api.*;
            import io.github.modeleditor.api.config.*;
            import io.github.modeleditor.api.store.*;
            import io.github.modeleditor.spark.*;
            import io.github.modeleditor.spark.model.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.*;
            import org.apache.spark.sql.*;
            """,
            """
            SparkSession spark;
            List<Fact> facts;
            """);

    @Test
    void theJavaOfThePageCompiles(@TempDir Path classes) throws IOException {
        List<Snippet> snippets = Snippet.ofDocument(Path.of("../docs/spark.md").toAbsolutePath());
        assertThat(snippets).isNotEmpty();
        assertThat(Snippet.complaints(snippets, classes)).isEmpty();
    }

    @Test
    void theJavaOfTheJavadocCompiles(@TempDir Path classes) throws IOException {
        List<Snippet> snippets = Snippet.ofJavadoc("editor-spark", GIVEN);
        assertThat(snippets).hasSizeGreaterThan(2);
        assertThat(Snippet.complaints(snippets, classes)).isEmpty();
    }
}
