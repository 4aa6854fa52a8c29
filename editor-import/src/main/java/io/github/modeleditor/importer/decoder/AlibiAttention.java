package io.github.modeleditor.importer.decoder;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.tensor.TensorViews;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.util.List;

/**
 * Attention where a key at position j counts for s j more, with a slope s of each head, written out: ONNX Runtime's fused operator
 * counts columns of the cache, which are no positions where prompts had unlike lengths.
 *
 * @see <a href="https://arxiv.org/abs/2108.12409">ALiBi</a>
 */
final class AlibiAttention {
    /** Below all products of queries and keys, and finite when two such are added. */
    private static final double MASKED = -1e30;

    private static final String MODULE = "attention_mask";

    private final Draft draft;
    private final Family family;
    private final Modules modules;

    AlibiAttention(Draft draft, Family family, Modules modules) {
        this.draft = draft;
        this.family = family;
        this.modules = modules;
    }

    /** What attention gives, [batch, tokens, heads * width]. */
    String emit(int layer, String module, String query, String key, String value) {
        int heads = family.heads();
        int width = family.headWidth();
        String keys = cached(layer, module, "key", key);
        String values = cached(layer, module, "value", value);
        String queries = byHead(module, query, heads);
        String scores = draft.node(
                module,
                Operator.FUSED_MATMUL,
                List.of(queries, repeated(module, keys)),
                Attributes.integer("transB", 1),
                Attributes.number("alpha", (float) family.attentionScale()));
        String biased = modules.add(module, modules.add(module, scores, distances()), mask());
        String shares = draft.node(module, Operator.SOFTMAX, List.of(biased), Attributes.integer("axis", -1));
        String mixed = draft.node(module, Operator.MATMUL, List.of(shares, repeated(module, values)));
        String rows = draft.node(module, Operator.TRANSPOSE, List.of(mixed), Attributes.integers("perm", 0, 2, 1, 3));
        return modules.reshape(module, rows, 0, 0, (long) heads * width);
    }

    private String byHead(String module, String x, int heads) {
        String apart = modules.reshape(module, x, 0, 0, heads, family.headWidth());
        return draft.node(module, Operator.TRANSPOSE, List.of(apart), Attributes.integers("perm", 0, 2, 1, 3));
    }

    private String cached(int layer, String module, String part, String x) {
        String present = AttentionModule.present(layer, part);
        draft.named(
                module,
                Operator.CONCAT,
                List.of(AttentionModule.past(layer, part), byHead(module, x, family.keyHeads())),
                List.of(present),
                Attributes.integer("axis", 2));
        return present;
    }

    /** Keys or values once for each query; one head for all is broadcast by itself. */
    private String repeated(String module, String x) {
        int keyHeads = family.keyHeads();
        long shared = family.heads() / keyHeads;
        if (shared == 1 || keyHeads == 1) {
            return x;
        }
        String apart = draft.node(
                module, Operator.UNSQUEEZE, List.of(x, draft.builder().integers(2)));
        String often = draft.node(
                module, Operator.EXPAND, List.of(apart, draft.builder().integers(1, 1, shared, 1, 1)));
        return modules.reshape(module, often, 0, family.heads(), -1, family.headWidth());
    }

    /** s j, [batch, heads, 1, columns]. */
    private String distances() {
        return draft.shared("distances", () -> {
            String slopes = draft.weight(
                    "alibi_slopes",
                    List.of(1L, (long) family.heads(), 1L, 1L),
                    WeightContent.floats(TensorViews.of(slopes(), (long) family.heads())));
            String position = draft.node(
                    MODULE,
                    Operator.UNSQUEEZE,
                    List.of(positions(), draft.builder().integers(1, 2)));
            return draft.node(MODULE, Operator.MUL, List.of(position, slopes));
        });
    }

    /** The position of each column's key, [batch, columns]: how many tokens stand before it. */
    private String positions() {
        String column = draft.node(
                MODULE,
                Operator.UNSQUEEZE,
                List.of(range(columns()), draft.builder().integers(1)));
        String earlier = draft.node(MODULE, Operator.LESS, List.of(range(columns()), column));
        String there = draft.node(
                MODULE,
                Operator.UNSQUEEZE,
                List.of(Decoder.ATTENTION_MASK, draft.builder().integers(1)));
        String counted = draft.node(
                MODULE, Operator.WHERE, List.of(earlier, there, draft.builder().integers(0)));
        String count = draft.node(
                MODULE,
                Operator.REDUCE_SUM,
                List.of(counted, draft.builder().integers(2)),
                Attributes.integer("keepdims", 0));
        return modules.cast(MODULE, count, DataType.FLOAT);
    }

    /** 0 where a query sees a key, else {@link #MASKED}: [batch, 1, tokens, columns]. */
    private String mask() {
        return draft.shared("mask", () -> {
            String tokens = length(Decoder.INPUT_IDS);
            String before = draft.node(MODULE, Operator.SUB, List.of(columns(), tokens));
            String row = draft.node(
                    MODULE,
                    Operator.UNSQUEEZE,
                    List.of(
                            draft.node(MODULE, Operator.ADD, List.of(range(tokens), before)),
                            draft.builder().integers(1)));
            String causal = draft.node(MODULE, Operator.LESS_OR_EQUAL, List.of(range(columns()), row));
            String there = draft.node(
                    MODULE,
                    Operator.UNSQUEEZE,
                    List.of(Decoder.ATTENTION_MASK, draft.builder().integers(1, 2)));
            String seen = draft.node(MODULE, Operator.AND, List.of(causal, modules.cast(MODULE, there, DataType.BOOL)));
            return draft.node(MODULE, Operator.WHERE, List.of(seen, draft.number(0), draft.number(MASKED)));
        });
    }

    /** How many columns there are, earlier and new. */
    private String columns() {
        return draft.shared("columns", () -> length(Decoder.ATTENTION_MASK));
    }

    private String length(String input) {
        String shape = draft.node(MODULE, Operator.SHAPE, List.of(input));
        return draft.node(
                MODULE,
                Operator.GATHER,
                List.of(shape, draft.builder().scalar(DataType.INT64, 1)),
                Attributes.integer("axis", 0));
    }

    private String range(String end) {
        return draft.node(
                MODULE,
                Operator.RANGE,
                List.of(
                        draft.builder().scalar(DataType.INT64, 0),
                        end,
                        draft.builder().scalar(DataType.INT64, 1)));
    }

    /** For a power of two n the powers of 2 to the -8 / n; what is beyond it lies between those of 2 n. */
    private float[] slopes() {
        int heads = family.heads();
        int power = Integer.highestOneBit(heads);
        double base = Math.pow(2, -8.0 / power);
        double between = Math.pow(2, -4.0 / power);
        float[] slopes = new float[heads];
        for (int head = 0; head < heads; head++) {
            double slope = head < power ? Math.pow(base, head + 1) : Math.pow(between, 2 * (head - power) + 1);
            slopes[head] = (float) (slope * family.alibiScale());
        }
        return slopes;
    }
}
