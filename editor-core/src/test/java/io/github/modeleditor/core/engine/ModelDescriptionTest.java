package io.github.modeleditor.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {
    @Test
    void keepsItsOwnCopyOfTheProvenanceInItsOrder() {
        Map<String, String> provenance = new LinkedHashMap<>(Map.of("device", "cpu"));
        provenance.put("a", "1");
        ModelDescription model = new ModelDescription("toy", "none", 3, 8, OptionalInt.empty(), List.of(0), provenance);

        provenance.put("runtime", "later");

        assertThat(model.provenance()).containsExactly(Map.entry("device", "cpu"), Map.entry("a", "1"));
    }
}
