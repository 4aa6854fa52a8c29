package io.github.modeleditor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavadocTest {
    private static final Snippet.Given GIVEN = new Snippet.Given(
            """
            import io.github.modeleditor.api.*;
            import io.github.modeleditor.api.config.*;
            import io.github.modeleditor.api.data.*;
            import io.github.modeleditor.api.store.*;
            import io.github.modeleditor.nano.NanoModel;
            import io.github.modeleditor.testkit.*;
            import static io.github.modeleditor.testkit.ModelAssertions.*;
            import java.nio.file.Path;
            import java.util.*;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.*;
            """,
            """
            ModelEditor editor;
            EditingSession session;
            EditedModel edited;
            Adapter adapter;
            EditListener listener;
            List<Fact> facts;
            List<TrainingText> pool;
            String prompt;
            Path path;
            """);

    /** What needs Spark is compiled where Spark is, in editor-spark. */
    @Test
    void theJavaOfTheJavadocCompiles(@TempDir Path classes) throws IOException {
        List<Snippet> snippets = Snippet.ofJavadoc("editor-(?!spark)[\\w-]+", GIVEN);
        assertThat(snippets).hasSizeGreaterThan(6);

        assertThat(Snippet.complaints(snippets, classes)).isEmpty();
    }
}
