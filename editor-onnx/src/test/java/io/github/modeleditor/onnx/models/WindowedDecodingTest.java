package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.Tensor;
import io.github.modeleditor.onnx.model.ModelFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short and a long text, written side by side by exports with a cache of their own, see of what is before them what they would see alone:
 * also those whose tokens see a window, in which the gap behind a short prompt would count.
 */
class WindowedDecodingTest {
    private static final int SHORT = 2;
    private static final int LONG = 9;
    private static final int MORE = 6;

    @TempDir
    static Path temporary;

    @TestFactory
    Stream<DynamicTest> textsOfUnlikeLengthSeeWhatTheyWouldSeeAlone() {
        return FixtureModel.all(temporary).stream()
                .filter(model -> model.refusal().isEmpty())
                .filter(model -> hasCacheOfUse(model.onnx()))
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> assertSeesTheSame(model)));
    }

    private static boolean hasCacheOfUse(Path folder) {
        return Decoder.of(Lowering.lower(GraphReader.read(ModelFolder.of(folder).graph())))
                .decodesWithCache();
    }

    private static void assertSeesTheSame(FixtureModel model) {
        try (OnnxEngine engine = OnnxEngine.open(model.onnx(), Fixtures.device(), LoraConfig.rank(2));
                Decoding decoding = engine.decoding(null).orElseThrow()) {
            int[] text = new Random(3)
                    .ints(LONG + MORE, 1, engine.description().vocabularySize())
                    .toArray();
            float[][] found = decoding.begin(List.of(Arrays.copyOf(text, SHORT), Arrays.copyOf(text, LONG)));
            for (int i = 0; i < MORE; i++) {
                found = decoding.next(new int[] {0, 1}, new int[] {text[SHORT + i], text[LONG + i]});
            }
            List<int[]> whole = List.of(Arrays.copyOf(text, SHORT + MORE), text);
            Tensor expected = Tensor.ofRows(engine.logits(TokenBatch.lastPositions(whole), null));
            assertThat(Tensor.ofRows(found).relativeError(expected)).isLessThan(2e-3);
        }
    }
}
