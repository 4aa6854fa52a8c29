package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Fluency and consistency against SciPy and scikit-learn: tools/make_metric_goldens.py. */
class WritingGoldenTest {
    private final JsonNode golden;

    WritingGoldenTest() throws IOException {
        try (InputStream file = WritingGoldenTest.class.getResourceAsStream("metric_golden.json")) {
            golden = new ObjectMapper().readTree(Objects.requireNonNull(file));
        }
    }

    @Test
    void fluencyEqualsScipy() {
        assertThat(golden.get("fluency")).isNotEmpty().allSatisfy(text -> assertThat(
                        NgramEntropy.of(text.get("text").textValue()))
                .isCloseTo(text.get("entropy").doubleValue(), within(1e-9)));
    }

    @Test
    void consistencyEqualsScikitLearn() {
        List<String> references = new ArrayList<>();
        golden.get("references").forEach(reference -> references.add(reference.textValue()));
        TfIdf space = new TfIdf(references);
        assertThat(golden.get("consistency")).isNotEmpty().allSatisfy(text -> {
            for (int i = 0; i < references.size(); i++) {
                assertThat(space.cosine(text.get("text").textValue(), references.get(i)))
                        .isCloseTo(text.get("cosines").get(i).doubleValue(), within(1e-9));
            }
        });
    }
}
