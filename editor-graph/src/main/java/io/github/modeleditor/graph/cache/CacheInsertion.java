package io.github.modeleditor.graph.cache;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives a decoder's graph a cache of keys and values. What it reads then are new tokens alone; at every attention keys and values of
 * earlier tokens are laid in front of theirs,
 *
 * <pre>
 *   softmax(Q K^T + M) V   becomes   softmax(Q [K' K]^T + M') [V' V]
 * </pre>
 *
 * <p>K' and V' are fed, K and V are given. The mask M' is cut out of the very mask M that the graph makes for whole texts, and so is
 * everything else that knows of positions; so whatever an exporter makes of causality, padding, windows and distances holds.
 *
 * <p>A text of a batch of T columns lies where it lies when it is run again as a whole: its token i is in column i, padding
 * behind. The cache has T - S columns, of which those beyond a row's earlier tokens are void, and S new tokens come behind them. So a
 * column of keys stands for another place in its text than it lies at; what is void stands for the last place, which no query
 * sees yet.
 */
public final class CacheInsertion {
    /** The input of places in their texts at which new tokens stand, int64 [rows, S]. */
    public static final String NEW_PLACES = "new_places";

    /** The input of places in their texts for which columns of keys stand, int64 [rows, T]. */
    public static final String KEY_PLACES = "key_places";

    private final Decoder decoder;
    private final Graph texts;
    private final GraphBuilder builder;
    private final Operators operators;
    private final TokenFlow flow;
    private final Lengths lengths;
    private final WholeTexts whole;
    private final NewTokens fresh;
    private final KeptActivations kept;
    /** The mask and positions of the new tokens, by the names of those of whole texts. */
    private final Map<String, String> ofNewTokens = new HashMap<>();

    private CacheInsertion(Decoder decoder, Lengths lengths) {
        this.decoder = decoder;
        this.lengths = lengths;
        texts = texts(decoder);
        builder = GraphBuilder.rewriting(decoder.graph());
        operators = new Operators(builder);
        flow = TokenFlow.of(decoder, texts, lengths);
        whole = new WholeTexts(flow, lengths, builder);
        fresh = new NewTokens(flow, lengths, builder, whole);
        kept = new KeptActivations(flow, lengths, builder, whole);
    }

    /**
     * All of a decoder's graph that makes hidden states.
     *
     * @param decoder the decoder
     * @return its graph without the head, with the hidden states as its only output
     */
    public static Graph texts(Decoder decoder) {
        GraphBuilder builder = new GraphBuilder(decoder.graph());
        builder.clearOutputs();
        builder.output(decoder.hidden());
        return builder.build();
    }

    /**
     * Inserts a cache.
     *
     * @param decoder whose own cache, where it has one, is fed empty
     * @param lengths of all values of {@link #texts}
     * @return a graph that takes {@link #NEW_PLACES}, {@link #KEY_PLACES} and what {@link CachedActivation} tells of besides what the
     *     decoder takes; token ids are those of new tokens, mask and positions those of whole texts
     * @throws UnsupportedModelException if it is not certain that each token would hear of the same tokens as before
     */
    public static CachedGraph insert(Decoder decoder, Lengths lengths) {
        return new CacheInsertion(decoder, lengths).inserted();
    }

    private CachedGraph inserted() {
        builder.input(NEW_PLACES, DataType.INT64, "batch", "sequence");
        builder.input(KEY_PLACES, DataType.INT64, "batch", "all");
        if (decoder.hasAttentionMask()) {
            ofNewTokens.put(Decoder.ATTENTION_MASK, ofNewTokens(Decoder.ATTENTION_MASK));
        }
        if (decoder.hasPositionIds()) {
            ofNewTokens.put(Decoder.POSITION_IDS, ofNewTokens(Decoder.POSITION_IDS));
        }
        Set<Node> ofTexts = new HashSet<>(texts.nodes());
        for (Node node : decoder.graph().nodes()) {
            if (ofTexts.contains(node) && flow.isContent(node.output())) {
                builder.add(ofContents(node));
            } else if (node.is(Operator.SHAPE) && flow.isOfScores(node.input(0))) {
                whole.addShapeOfScores(node, renamed(node, builder.fresh(node.output())));
            } else {
                builder.add(ofSettings(node));
            }
        }
        return new CachedGraph(builder.build(), kept.cache());
    }

    private String ofNewTokens(String input) {
        return builder.emit(Operator.GATHER_ELEMENTS, List.of(input, NEW_PLACES), Attributes.integer("axis", 1));
    }

    private static Node renamed(Node node, String output) {
        return new Node(node.proto().toBuilder().setOutput(0, output).build());
    }

    private Node ofSettings(Node node) {
        return node.inputs().stream().anyMatch(ofNewTokens::containsKey) ? node.reading(ofNewTokens) : node;
    }

    /** The same node over new tokens; it stays the same object where nothing changes, as adapters are attached to it. */
    private Node ofContents(Node node) {
        NodeProto.Builder changed = node.proto().toBuilder();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.hasInput(i)) {
                changed.setInput(i, operand(node, i));
            }
        }
        NodeProto proto = changed.build();
        return proto.equals(node.proto()) ? node : new Node(proto);
    }

    private String operand(Node node, int i) {
        String value = node.input(i);
        if (kept.isKept(node, i)) {
            return kept.withEarlier(value, node);
        }
        if (!flow.isSetting(value)) {
            return value;
        }
        boolean ofScores = flow.isOfScores(node.output());
        if (i > 0 && (node.is(Operator.RESHAPE) || node.is(Operator.EXPAND))) {
            String shape = ofNewTokens.getOrDefault(value, value);
            return ofScores ? withAllKeys(shape) : shape;
        }
        if (TokenFlow.isElementwise(node)) {
            return lengths.growsWithTokens(value) || flow.isOfMaskOrPositions(value)
                    ? fresh.of(value, new NewTokens.Target(shape(node.output(), node), ofScores), node)
                    : value;
        }
        if (node.is(Family.ROTATION) && lengths.growsWithTokens(value)) {
            // Positions of tokens, or, as the standard operator takes them too, a row of cosines or sines for each.
            List<Length> all =
                    new ArrayList<>(List.of(shape(node.output(), node).get(0), new Length(1, false, true)));
            shape(value, node).stream().skip(2).forEach(all::add);
            return fresh.of(value, new NewTokens.Target(List.copyOf(all), false), node);
        }
        if (flow.isOfMaskOrPositions(value) && lengths.growsWithTokens(value)) {
            throw TokenFlow.refusal("positions or padding are put to an unknown use", node);
        }
        return ofNewTokens.getOrDefault(value, value);
    }

    private List<Length> shape(String value, Node node) {
        return lengths.of(value).orElseThrow(() -> TokenFlow.refusal("a length is not understood", node));
    }

    /** A shape of scores of which the last length is the number of all keys. */
    private String withAllKeys(String shape) {
        return operators.concat(0, List.of(operators.slice(shape, 0, 0, -1), whole.allTokens()));
    }
}
