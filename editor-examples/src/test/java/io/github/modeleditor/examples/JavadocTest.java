package io.github.modeleditor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavadocTest {
    @Test
    void theJavaOfTheJavadocCompiles(@TempDir Path classes) throws IOException {
        List<Snippet> snippets = Snippet.ofJavadoc();
        assertThat(snippets).hasSizeGreaterThan(6);

        assertThat(Snippet.complaints(snippets, classes)).isEmpty();
    }
}
