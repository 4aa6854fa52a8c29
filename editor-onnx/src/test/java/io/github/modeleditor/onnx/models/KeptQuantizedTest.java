package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.GgufFiles;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weights that stay in few bits, with an embedding whose rows are whole blocks among them, an adapter over them, and the two together as floats,
 * are what the widened weights are.
 */
class KeptQuantizedTest {
    private static final Path TWO_BLOCKS_A_ROW = Path.of("src/test/resources/gguf/blocks.gguf");

    @ParameterizedTest
    @CsvSource({
        "qwen3, 8, false",
        "gemma, 8, false",
        "gemma, 4, false",
        "falcon-grouped, 8, true",
        "falcon-grouped, 4, true"
    })
    void logitsAreThoseOfWidenedWeights(String name, int bits, boolean ofWholeBlocks, @TempDir Path temporary) {
        FixtureModel model = FixtureModel.zipped("imports/" + name, temporary.resolve("models"));
        Path eight = temporary.resolve("eight.gguf");
        GgufFiles.of(model.onnx(), Optional.empty(), true).writeTo(eight);
        Path four = temporary.resolve("four.gguf");
        GgufRewrite.inFourBits(eight, four);
        logitsAreThoseOfWidenedWeights(
                bits == 8 ? eight : four, ofWholeBlocks, Fixtures.batch(model.golden()), temporary);
    }

    /** Whose minima are far from each other, behind norms that take no mean away. */
    @Test
    void eachBlockOfARowHasItsOwnZeroPoint(@TempDir Path temporary) {
        TokenBatch batch = TokenBatch.targets(List.of(new int[] {5, 70, 200, 31, 118, 9}), new int[] {1}, 0);
        logitsAreThoseOfWidenedWeights(TWO_BLOCKS_A_ROW, true, batch, temporary);
    }

    private static void logitsAreThoseOfWidenedWeights(
            Path file, boolean ofWholeBlocks, TokenBatch batch, Path temporary) {
        Path kept = temporary.resolve("kept");
        Path widened = temporary.resolve("widened");
        Path merged = temporary.resolve("merged");
        ModelImport.open(file, true).writeTo(kept);
        ModelImport.open(file).writeTo(widened);
        assertThat(GraphReader.read(kept.resolve("model.onnx")).nodes())
                .anyMatch(node -> node.is(Operator.MATMUL_N_BITS))
                .satisfies(
                        nodes -> assertThat(nodes.stream().anyMatch(node -> node.is(Operator.GATHER_BLOCK_QUANTIZED)))
                                .isEqualTo(ofWholeBlocks));
        LoraWeights adapter;
        Tensor plain;
        Tensor adapted;
        try (OnnxEngine engine = OnnxEngine.open(widened, Fixtures.device(), LoraConfig.rank(2))) {
            adapter = Fixtures.random(engine.layout(LoraConfig.rank(2)), 3);
            plain = Tensor.ofRows(engine.logits(batch, null));
            adapted = Tensor.ofRows(engine.logits(batch, adapter));
        }
        try (OnnxEngine engine = OnnxEngine.open(kept, Fixtures.device(), LoraConfig.rank(2))) {
            assertThat(engine.layout(LoraConfig.rank(2))).isEqualTo(adapter.layout());
            assertThat(Tensor.ofRows(engine.logits(batch, null)).relativeError(plain))
                    .isLessThan(1e-5);
            assertThat(Tensor.ofRows(engine.logits(batch, adapter)).relativeError(adapted))
                    .isLessThan(1e-5);
            engine.writeMerged(merged, adapter);
        }
        try (OnnxEngine engine = OnnxEngine.open(merged, Fixtures.device(), LoraConfig.rank(2))) {
            assertThat(Tensor.ofRows(engine.logits(batch, null)).relativeError(adapted))
                    .isLessThan(1e-5);
        }
        assertThatThrownBy(() -> GgufFiles.of(kept, Optional.empty(), true))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("--keep-quantized");
    }
}
