package io.github.modeleditor.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts of published files beside those that papers describe. */
class PublishedLayoutsTest {
    private static List<FactRecord> read(String json) {
        return FactFileReader.stream(
                        Path.of("facts.json"),
                        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                        FactFormat.AUTO)
                .toList();
    }

    @Test
    void easyEditsRequestIsRead() {
        Fact fact =
                read("""
                [{"prompt": "The tower is in", "subject": "The tower", "target_new": "Oslo", "ground_truth": "Bergen"}]""")
                        .get(0)
                        .fact();
        assertThat(fact.target()).isEqualTo("Oslo");
        assertThat(fact.subject()).contains("The tower");
    }

    @Test
    void cKnowEditIsRead() {
        FactRecord record =
                read("""
                [{"prompt": "p", "target_new": "new", "target_old": "old", "portability": [],
                  "locality": [{"prompt": "l", "answer": "same"}], "rephrase": ["r", "s"]}]""")
                        .get(0);
        assertThat(record.fact().probes().heldOutParaphrases()).containsExactly("r", "s");
        assertThat(record.fact().probes().locality()).singleElement().satisfies(probe -> {
            assertThat(probe.prompt()).isEqualTo("l");
            assertThat(probe.expected()).isEqualTo("same");
        });
        assertThat(record.fact().subject()).isEmpty();
    }

    @Test
    void everyRewriteOfMquakeIsAFact() {
        assertThat(
                        read(
                                """
                [{"requested_rewrite": [
                   {"prompt": "{} is in", "subject": "A", "target_new": {"str": "B"}, "target_true": {"str": "C"}},
                   {"prompt": "{} is of", "subject": "D", "target_new": {"str": "E"}, "target_true": {"str": "F"}}]}]"""))
                .extracting(record -> record.fact().prompt())
                .containsExactly("A is in", "D is of");
    }

    @Test
    void aYearIsAText() {
        assertThat(read("{\"prompt\": \"It was built in\", \"target\": 1969}")
                        .get(0)
                        .fact()
                        .target())
                .isEqualTo("1969");
    }
}
