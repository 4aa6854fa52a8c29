package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import io.github.modeleditor.graph.ir.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code com.microsoft:Attention}, which holds the projection of queries, keys and values as well. The projection becomes a
 * product of its own, so that an adapter can attach to it.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.Attention">
 *     Attention</a>
 */
final class PackedAttention {
    private PackedAttention() {}

    static boolean lower(Node node, Rewriting rewriting) {
        Weight weight = rewriting.graph().weights().get(node.input(1));
        boolean cached = node.hasInput(4) || node.hasInput(6) || Rewriting.hasOutput(node, 1);
        boolean known = !node.hasInput(3) || isMaskOfTokens(node.input(3), rewriting);
        if (weight == null || weight.rank() != 2 || cached || !known || node.integer("do_rotary", 0) == 1) {
            return false;
        }
        Operators ops = rewriting.operators();
        GraphBuilder builder = rewriting.builder();
        long all = weight.length(1);
        List<Long> sizes = node.integers("qkv_hidden_sizes").orElse(List.of(all / 3, all / 3, all / 3));
        String product = builder.fresh(node.output() + "/projection");
        Node projection = GraphBuilder.node(Operator.MATMUL, List.of(node.input(0), node.input(1)), product);
        builder.add(new Node(projection.proto().toBuilder()
                .setName(node.name())
                .addAllMetadataProps(node.proto().getMetadataPropsList())
                .build()));
        String biased = node.hasInput(2) ? ops.add(product, node.input(2)) : product;
        long heads = node.integer("num_heads", 0);
        List<String> parts = rewriting.split(biased, 2, sizes.get(0), sizes.get(1), sizes.get(2)).stream()
                .map(part -> rewriting.heads(part, heads))
                .toList();
        List<String> masks = new ArrayList<>();
        if (node.hasInput(3)) {
            masks.add(padding(node, rewriting));
        }
        if (node.hasInput(5)) {
            masks.add(node.input(5));
        }
        if (node.integer("unidirectional", 0) == 1) {
            masks.add(MultiHeadAttention.causalMask(rewriting, parts.get(0), parts.get(1)));
        }
        float scale = node.number("scale", 0);
        double width = (double) sizes.get(0) / heads;
        ScaledDotProduct attention =
                new ScaledDotProduct(heads, heads, scale == 0 ? (float) (1 / Math.sqrt(width)) : scale, 0);
        rewriting.output(node, 0, attention.emit(rewriting, parts.get(0), parts.get(1), parts.get(2), masks));
        return true;
    }

    /** Of the forms a mask may have, the one of zeros and ones, [batch, tokens]: an input of the graph, cast at most. */
    private static boolean isMaskOfTokens(String mask, Rewriting rewriting) {
        String fed = mask;
        Node producer = rewriting.graph().producer(fed);
        while (producer != null && producer.is(Operator.CAST)) {
            fed = producer.input(0);
            producer = rewriting.graph().producer(fed);
        }
        String name = fed;
        return rewriting.graph().inputs().stream()
                .filter(input -> input.getName().equals(name))
                .map(ValueInfoProto::getType)
                .anyMatch(type -> type.getTensorType().getShape().getDimCount() == 2);
    }

    /** What hides padding, float [batch, 1, 1, tokens]. */
    private static String padding(Node node, Rewriting rewriting) {
        Operators ops = rewriting.operators();
        double hidden = node.number("mask_filter_value", -10_000);
        return rewriting.shared("padding " + node.input(3) + " " + hidden, () -> {
            String there = ops.cast(node.input(3), DataType.BOOL);
            String mask = ops.where(there, rewriting.number(0), rewriting.number(hidden));
            return ops.unsqueeze(mask, 1, 2);
        });
    }
}
