package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.cache.CacheInsertion;
import io.github.modeleditor.graph.cache.Lengths;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns which lengths of a decoder's values are rows, columns or neither, by looking at two tiny batches. As in {@link
 * ShapeObserver} a block of zeros stands for the weights, and any CPU will do.
 */
final class LengthObserver {
    private LengthObserver() {}

    /**
     * The lengths of all values that hidden states are made of.
     *
     * @param decoder a lowered decoder
     * @return what was seen
     */
    static Lengths observe(Decoder decoder) {
        Graph texts = CacheInsertion.texts(decoder);
        Set<String> values = new LinkedHashSet<>();
        texts.nodes().forEach(node -> node.outputs().stream()
                .filter(output -> !output.isEmpty())
                .forEach(values::add));
        GraphBuilder watched = new GraphBuilder(texts);
        watched.clearOutputs();
        values.forEach(watched::output);
        Graph graph = watched.build();
        try (WeightTensors zeros = WeightTensors.zeros(graph);
                Session session = Session.open(graph, zeros, Device.cpu(), Optimization.NONE)) {
            return Lengths.of(
                    graph, run(session, decoder, Lengths.FIRST, values), run(session, decoder, Lengths.SECOND, values));
        }
    }

    private static Map<String, List<Long>> run(
            Session session, Decoder decoder, Lengths.Size size, Set<String> values) {
        Map<String, List<Long>> shapes = new HashMap<>();
        try (Feeds feeds = Feeds.texts(decoder, TokenBatch.ofSize(size.rows(), size.columns()))) {
            Map<String, OnnxTensor> fed = feeds.with(Map.of());
            fed.forEach((name, tensor) ->
                    shapes.put(name, Longs.asList(tensor.getInfo().getShape())));
            try (Result result = session.run(fed, values, Map.of())) {
                result.forEach(entry -> shapes.put(
                        entry.getKey(),
                        Longs.asList(((OnnxTensor) entry.getValue()).getInfo().getShape())));
            }
        }
        return shapes;
    }
}
