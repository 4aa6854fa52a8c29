package io.github.modeleditor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    @Test
    void theJavaOfTheDocumentsCompiles(@TempDir Path classes) throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path document : Snippet.documents()) {
            // What needs Spark is compiled where Spark is.
            if (!document.endsWith("spark.md")) {
                snippets.addAll(Snippet.ofDocument(document));
            }
        }
        assertThat(snippets).hasSizeGreaterThan(2);

        assertThat(Snippet.complaints(snippets, classes)).isEmpty();
    }

    @Test
    void everyLinkOfTheDocumentsLeadsToAFile() throws IOException {
        for (Path document : Snippet.documents()) {
            assertThat(Snippet.matches(LINK, document)).as(document.toString()).allSatisfy(link -> assertThat(
                            document.resolveSibling(link))
                    .exists());
        }
    }
}
