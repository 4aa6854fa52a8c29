package io.github.modeleditor.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.CachedTensor;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tiny decoders that optimizers have fused, under {@code fixtures/fused}. */
public final class FusedFixtures {
    /** In single precision. */
    public static final List<String> SINGLE =
            named("llama-genai-fp32", "phi3-genai-fp32", "gemma2-genai-fp32", "gpt2-optimizer", "llama-optimizer");

    /** With weights of 4 bits, computed in single precision. */
    public static final List<String> QUANTIZED = named("llama-genai-int4", "phi3-genai-int4-asymmetric");

    /** In half precision, some with weights of 4 bits. */
    public static final List<String> HALF = named(
            "llama-genai-fp16-cpu",
            "llama-genai-fp16-cuda",
            "llama-genai-bf16-cuda",
            "llama-genai-int4-fp16",
            "gpt2-optimizer-fp16");

    public static final List<String> ALL =
            Stream.of(SINGLE, QUANTIZED, HALF).flatMap(List::stream).toList();

    /** Those with a key/value cache. */
    public static final List<String> CACHED =
            ALL.stream().filter(name -> name.contains("genai")).toList();

    /** Those whose every operator ONNX Runtime can run on the CPU as it is. */
    public static final List<String> RUNNABLE =
            ALL.stream().filter(name -> !name.contains("bf16")).toList();

    private FusedFixtures() {}

    private static List<String> named(String... names) {
        return Stream.of(names).map(name -> "fused/" + name).toList();
    }

    /** The logits of a run at the target positions of a batch. */
    public static Tensor logits(Map<String, Tensor> outputs, TokenBatch batch) {
        return Tensor.named("logits", outputs).rows(batch.targetPositions());
    }

    /** The golden's batch and an empty cache, as the graph takes them. */
    public static Map<String, Tensor> inputs(ModelCopy model, String name) {
        Graph graph = GraphReader.read(model.graph());
        Map<String, Tensor> all = Fixtures.inputs(Fixtures.golden(name));
        long rows = Tensor.named("input_ids", all).shape().get(0);
        for (CachedTensor tensor : Decoder.of(Lowering.lower(graph)).cache()) {
            List<Long> shape = List.of(rows, (long) tensor.heads(), 0L, (long) tensor.width());
            all.put(tensor.past(), Tensor.of(DataType.FLOAT, shape));
        }
        Map<String, Tensor> taken = new HashMap<>();
        for (ValueInfoProto input : graph.inputs()) {
            Tensor tensor = Tensor.named(input.getName(), all);
            DataType type = ElementTypes.of(input.getType().getTensorType().getElemType());
            taken.put(input.getName(), new Tensor(type, tensor.shape(), tensor.elements()));
        }
        return taken;
    }
}
