package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Longrope on both sides of the positions that its short factors are for, against transformers ({@code tools/make_longrope_golden.py}). */
class LongRopeTest {
    @Test
    void textsBeyondTheFirstPositionsTurnByTheLongFactors(@TempDir Path folder) throws IOException {
        FixtureModel model = FixtureModel.zipped("imports/phi3-long", folder);
        JsonNode goldens = new ObjectMapper()
                .readTree(Fixtures.folder("")
                        .resolveSibling("longrope")
                        .resolve("golden.json")
                        .toFile());
        assertThat(goldens).hasSize(5);
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Fixtures.device(), LoraConfig.rank(2))) {
            for (JsonNode golden : goldens) {
                int[] ids = new ObjectMapper().convertValue(golden.path("ids"), int[].class);
                double[] logits = new ObjectMapper().convertValue(golden.path("logits"), double[].class);
                Tensor actual = Tensor.ofRows(engine.logits(TokenBatch.lastPositions(List.of(ids)), null));
                assertThat(actual.relativeError(Tensor.of(actual.type(), actual.shape(), logits)))
                        .as("%d tokens", ids.length)
                        .isLessThan(1e-4);
            }
        }
    }
}
