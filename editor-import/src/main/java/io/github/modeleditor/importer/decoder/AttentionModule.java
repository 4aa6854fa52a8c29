package io.github.modeleditor.importer.decoder;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.HeadNorm;
import io.github.modeleditor.importer.family.Packing;
import io.github.modeleditor.importer.family.Rope;
import java.util.List;
import java.util.Optional;

/**
 * The attention of a layer: products, norms of heads, rotation, then {@code GroupQueryAttention} with the cache, which holds each row's tokens
 * without gaps and takes padding on the right; or, with ALiBi, attention written out.
 */
final class AttentionModule {
    private final Draft draft;
    private final Family family;
    private final Modules modules;
    private final RotaryTables tables;
    private final AlibiAttention alibi;
    private final int heads;
    private final int keyHeads;
    private final int width;

    AttentionModule(Draft draft, Family family, Modules modules) {
        this.draft = draft;
        this.family = family;
        this.modules = modules;
        tables = new RotaryTables(draft, family.positions());
        alibi = new AlibiAttention(draft, family, modules);
        heads = family.heads();
        keyHeads = family.keyHeads();
        width = family.headWidth();
    }

    /** Declares the cache of a layer. */
    void declare(int layer) {
        for (String part : List.of("key", "value")) {
            draft.builder().input(past(layer, part), DataType.FLOAT, "batch", keyHeads, "past_sequence", width);
            draft.builder().output(present(layer, part), DataType.FLOAT, "batch", keyHeads, "total_sequence", width);
        }
    }

    static String past(int layer, String part) {
        return "past_key_values." + layer + "." + part;
    }

    static String present(int layer, String part) {
        return "present." + layer + "." + part;
    }

    /** What attention adds to the stream. */
    String emit(int layer, String x) {
        String module = family.layer(layer) + "." + family.attention();
        List<String> parts = parts(layer, x);
        String query = prepared(layer, module, "q_norm", parts.get(0), heads);
        String key = prepared(layer, module, "k_norm", parts.get(1), keyHeads);
        String mixed = family.alibi()
                ? alibi.emit(layer, module, query, key, parts.get(2))
                : grouped(layer, module, query, key, parts.get(2));
        return modules.linear(
                family.layer(layer) + "." + family.attentionOutput(),
                mixed,
                (long) heads * width,
                family.hiddenSize(),
                family.attentionOutputBias());
    }

    private List<String> parts(int layer, String x) {
        long size = family.hiddenSize();
        boolean bias = family.attentionBias();
        if (family.packing() == Packing.SEPARATE) {
            String module = family.layer(layer) + "." + family.attention();
            return List.of(
                    modules.linear(module + ".q_proj", x, size, (long) heads * width, bias),
                    modules.linear(module + ".k_proj", x, size, (long) keyHeads * width, bias),
                    modules.linear(module + ".v_proj", x, size, (long) keyHeads * width, bias));
        }
        String path = family.layer(layer) + "." + family.packed();
        String packed = modules.linear(path, x, size, (heads + 2L * keyHeads) * width, bias);
        long queries = (long) heads * width;
        long keys = (long) keyHeads * width;
        List<String> split;
        if (family.packing() == Packing.SIDE_BY_SIDE) {
            split = modules.split(path, packed, 2, queries, keys, keys);
        } else {
            long shared = heads / keyHeads;
            String byHead = modules.reshape(path, packed, 0, 0, keyHeads, shared + 2, width);
            split = modules.split(path, byHead, 3, shared, 1, 1);
        }
        // A shape says the width of a part, which the split does not.
        return List.of(
                modules.reshape(path, split.get(0), 0, 0, queries),
                modules.reshape(path, split.get(1), 0, 0, keys),
                modules.reshape(path, split.get(2), 0, 0, keys));
    }

    /** Queries or keys, normed and turned. */
    private String prepared(int layer, String module, String norm, String x, int count) {
        String path = module + "." + norm;
        long all = (long) count * width;
        String normed = x;
        if (family.headNorm() == HeadNorm.EACH_HEAD) {
            String byHead = modules.reshape(path, x, 0, 0, count, width);
            normed = modules.reshape(path, modules.norm(path, byHead, width), 0, 0, all);
        } else if (family.headNorm() == HeadNorm.ALL_HEADS) {
            normed = modules.norm(path, x, all);
        }
        Optional<Rope> rope = family.rope(layer);
        return rope.isPresent() ? tables.turn(module, normed, rope.get(), count, width) : normed;
    }

    private String grouped(int layer, String module, String query, String key, String value) {
        List<String> operands =
                List.of(query, key, value, past(layer, "key"), past(layer, "value"), lastTokens(), allTokens());
        String output = module + "/output";
        draft.named(
                module,
                Operator.GROUP_QUERY_ATTENTION,
                operands,
                List.of(output, present(layer, "key"), present(layer, "value")),
                Attributes.integer("num_heads", heads),
                Attributes.integer("kv_num_heads", keyHeads),
                Attributes.number("scale", (float) family.attentionScale()),
                Attributes.number("softcap", (float) family.attentionCap()),
                Attributes.integer("local_window_size", family.window(layer)),
                Attributes.integer("do_rotary", 0));
        return output;
    }

    /** The index of each row's last token, counted without padding. */
    private String lastTokens() {
        return draft.shared("seqlens_k", () -> {
            String module = "attention_mask";
            String count = draft.node(
                    module,
                    Operator.REDUCE_SUM,
                    List.of(Decoder.ATTENTION_MASK, draft.builder().integers(1)),
                    Attributes.integer("keepdims", 0));
            String last = draft.node(
                    module, Operator.SUB, List.of(count, draft.builder().integers(1)));
            return modules.cast(module, last, DataType.INT32);
        });
    }

    /** How many columns the mask has. */
    private String allTokens() {
        return draft.shared("total_sequence_length", () -> {
            String module = "attention_mask";
            String shape = draft.node(module, Operator.SHAPE, List.of(Decoder.ATTENTION_MASK));
            String columns = draft.node(
                    module,
                    Operator.GATHER,
                    List.of(shape, draft.builder().scalar(DataType.INT64, 1)),
                    Attributes.integer("axis", 0));
            return modules.cast(module, columns, DataType.INT32);
        });
    }
}
