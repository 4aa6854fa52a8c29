package io.github.modeleditor.graph.lower;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.decoder.CachedTensor;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A lowered graph against the graph that it was, both in plain ONNX Runtime, where a token is. */
class FusedModelLoweringTest {
    static final List<String> MODELS = FusedFixtures.RUNNABLE;
    /** Those that keep the tokens of a row together in the cache. */
    static final List<String> COUNTING = FusedFixtures.RUNNABLE.stream()
            .filter(name -> FusedFixtures.CACHED.contains(name) && !name.contains("fp16-cpu"))
            .toList();

    /** Rows of tokens, padded on the right to the longest, after so many columns of a cache. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rows(int cached, int columns, int... tokens) {}

    @ParameterizedTest
    @FieldSource("MODELS")
    void loweredGraphComputesWhatTheOriginalDoes(String fixture) throws OrtException {
        compare(fixture, new Rows(0, 1, 1), new Rows(0, 7, 7, 3, 5), new Rows(0, 12, 2, 12), new Rows(0, 5, 5));
    }

    /** One new token after rows that are not equally full, and several after rows that are. */
    @ParameterizedTest
    @FieldSource("COUNTING")
    void loweredGraphContinuesACacheAsTheOriginalDoes(String fixture) throws OrtException {
        compare(fixture, new Rows(6, 1, 7, 3, 5), new Rows(4, 1, 5), new Rows(3, 2, 5));
    }

    private static void compare(String fixture, Rows... all) throws OrtException {
        Path file = Fixtures.folder(fixture).resolve("model.onnx");
        Graph original = GraphReader.read(file);
        Graph lowered = Lowering.lower(original);
        List<CachedTensor> cache = Decoder.of(lowered).cache();
        double tolerance = FusedFixtures.HALF.contains(fixture) ? 1e-2 : 1e-5;
        Random random = new Random(7);
        try (PlainOrt fused = PlainOrt.open(file);
                PlainOrt rewritten = PlainOrt.open(lowered.toProto(), lowered.folder())) {
            for (Rows rows : all) {
                Map<String, Tensor> inputs = inputs(cache, rows, random);
                Map<String, Tensor> expected = fused.run(typed(inputs, original));
                Map<String, Tensor> actual = rewritten.run(typed(inputs, lowered));
                compare(there(actual, "logits", rows), there(expected, "logits", rows), tolerance);
                for (CachedTensor tensor : cache) {
                    compare(
                            Tensor.named(tensor.present(), actual),
                            Tensor.named(tensor.present(), expected),
                            rows,
                            tolerance);
                }
            }
        }
    }

    private static void compare(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.relativeError(expected)).isLessThan(tolerance);
    }

    /** Keys or values, [batch, heads, columns, width], where a token is. */
    private static void compare(Tensor actual, Tensor expected, Rows rows, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        long heads = actual.shape().get(1);
        long columns = actual.shape().get(2);
        long[] filled = IntStream.range(0, rows.tokens.length)
                .boxed()
                .flatMapToLong(row -> IntStream.range(0, (int) heads).boxed().flatMapToLong(head -> IntStream.range(
                                0, rows.tokens[row])
                        .mapToLong(column -> (row * heads + head) * columns + column)))
                .toArray();
        compare(actual.rows(filled), expected.rows(filled), tolerance);
    }

    private static Tensor there(Map<String, Tensor> outputs, String name, Rows rows) {
        List<Long> positions = new ArrayList<>();
        for (int row = 0; row < rows.tokens.length; row++) {
            int added = rows.cached > 0 ? rows.columns : rows.tokens[row];
            for (int column = 0; column < added; column++) {
                positions.add((long) row * rows.columns + column);
            }
        }
        return Tensor.named(name, outputs)
                .rows(positions.stream().mapToLong(Long::longValue).toArray());
    }

    /** Cached columns are random; those beyond a row's tokens are void. */
    private static Map<String, Tensor> inputs(List<CachedTensor> cache, Rows rows, Random random) {
        long batch = rows.tokens.length;
        int width = rows.cached + rows.columns;
        long[] ids = random.longs(batch * rows.columns, 1, 320).toArray();
        long[] mask = new long[(int) batch * width];
        long[] positions = new long[(int) batch * rows.columns];
        for (int row = 0; row < batch; row++) {
            int earlier = rows.cached > 0 ? rows.tokens[row] - rows.columns : 0;
            for (int column = 0; column < width; column++) {
                mask[row * width + column] = column < rows.tokens[row] ? 1 : 0;
            }
            for (int column = 0; column < rows.columns; column++) {
                positions[row * rows.columns + column] = earlier + (long) column;
            }
        }
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("input_ids", Tensor.int64(List.of(batch, (long) rows.columns), ids));
        inputs.put("attention_mask", Tensor.int64(List.of(batch, (long) width), mask));
        inputs.put("position_ids", Tensor.int64(List.of(batch, (long) rows.columns), positions));
        for (CachedTensor tensor : cache) {
            List<Long> shape = List.of(batch, (long) tensor.heads(), (long) rows.cached, (long) tensor.width());
            inputs.put(tensor.past(), Tensor.random(DataType.FLOAT, shape, random));
        }
        return inputs;
    }

    /** What a graph takes of the inputs, in its types. */
    private static Map<String, Tensor> typed(Map<String, Tensor> inputs, Graph graph) {
        Map<String, Tensor> typed = new HashMap<>();
        for (ValueInfoProto input : graph.inputs()) {
            Tensor tensor = Tensor.named(input.getName(), inputs);
            DataType type = ElementTypes.of(input.getType().getTensorType().getElemType());
            typed.put(input.getName(), new Tensor(type, tensor.shape(), tensor.elements()));
        }
        return typed;
    }
}
