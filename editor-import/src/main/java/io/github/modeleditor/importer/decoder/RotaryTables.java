package io.github.modeleditor.importer.decoder;

import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.family.Rope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Tables of cosines and sines, a row for each position, and the operator that turns by them. Where long texts turn otherwise, the rows
 * of short texts stand in front of those of long ones, and positions are moved by as many rows for long texts.
 */
final class RotaryTables {
    private final Draft draft;
    private final int positions;

    /**
     * Tables.
     *
     * @param positions how many tokens a text may have
     */
    RotaryTables(Draft draft, int positions) {
        this.draft = draft;
        this.positions = positions;
    }

    /** x [batch, tokens, heads * width], turned. */
    String turn(String module, String x, Rope rope, int heads, int width) {
        List<String> operands = List.of(x, rows(rope), table(rope, "cos", Math::cos), table(rope, "sin", Math::sin));
        if (rope.rotated() == width) {
            return draft.node(
                    module, Operator.MICROSOFT_ROTARY_EMBEDDING, operands, Attributes.integer("interleaved", 0));
        }
        return draft.node(
                module,
                Operator.MICROSOFT_ROTARY_EMBEDDING,
                operands,
                Attributes.integer("interleaved", 0),
                Attributes.integer("num_heads", heads),
                Attributes.integer("rotary_embedding_dim", rope.rotated()));
    }

    private String table(Rope rope, String name, DoubleUnaryOperator function) {
        return draft.shared(name + rope, () -> {
            int first = rope.switches() ? Math.min(rope.switchAt(), positions) : 0;
            String free = draft.shared(
                    "rotary " + rope, () -> "rotary_" + draft.weights().length());
            return draft.weight(free + "." + name, List.of((long) first + positions, rope.rotated() / 2L), out -> {
                List<Float> later = rope.switches() ? rope.longFrequencies() : rope.frequencies();
                for (int row = 0; row < first + positions; row++) {
                    out.write(row(
                            row < first ? row : row - first,
                            row < first ? rope.frequencies() : later,
                            rope.scale(),
                            function));
                }
            });
        });
    }

    private static byte[] row(int position, List<Float> frequencies, float scale, DoubleUnaryOperator function) {
        ByteBuffer row = ByteBuffer.allocate(frequencies.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float frequency : frequencies) {
            row.putFloat((float) function.applyAsDouble(position * frequency) * scale);
        }
        return row.array();
    }

    /** Which rows the tokens take: their positions, moved where the text is a long one. */
    private String rows(Rope rope) {
        if (!rope.switches() || rope.switchAt() >= positions) {
            return Decoder.POSITION_IDS;
        }
        return draft.shared("rows " + rope, () -> {
            String module = "rotary_emb";
            // A vector, as the maximum of all positions of the batch: one text makes all of a batch long, as in Hugging
            // Face's library.
            String last = draft.node(
                    module, Operator.REDUCE_MAX, List.of(Decoder.POSITION_IDS), Attributes.integer("keepdims", 1));
            String isLong = draft.node(
                    module,
                    Operator.GREATER_OR_EQUAL,
                    List.of(last, draft.builder().integers(rope.switchAt())));
            String shift = draft.node(
                    module,
                    Operator.WHERE,
                    List.of(
                            isLong,
                            draft.builder().integers(rope.switchAt()),
                            draft.builder().integers(0)));
            return draft.node(module, Operator.ADD, List.of(Decoder.POSITION_IDS, shift));
        });
    }
}
