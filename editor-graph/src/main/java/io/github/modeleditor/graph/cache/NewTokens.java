package io.github.modeleditor.graph.cache;

import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Of settings of whole texts those of the new tokens: the rows of a causal mask that are theirs, in the order in which their keys
 * lie in the cache; their rotary angles; the embeddings of their positions. As the new tokens of one row stand elsewhere than those
 * of another, each row of a batch gets its own.
 */
final class NewTokens {
    private final TokenFlow flow;
    private final Lengths lengths;
    private final GraphBuilder builder;
    private final Operators operators;
    private final WholeTexts whole;
    private final Map<List<Object>, String> chosen = new HashMap<>();

    NewTokens(TokenFlow flow, Lengths lengths, GraphBuilder builder, WholeTexts whole) {
        this.flow = flow;
        this.lengths = lengths;
        this.builder = builder;
        this.whole = whole;
        operators = new Operators(builder);
    }

    /**
     * What a setting is broadcast to.
     *
     * @param lengths of the value with which it is computed; rows first
     * @param ofScores whether the last of them are keys
     */
    record Target(List<Length> lengths, boolean ofScores) {
        int rank() {
            return lengths.size();
        }
    }

    /**
     * The setting of the new tokens.
     *
     * @param setting which
     * @param target what it is broadcast to
     * @param reader which node reads it, for messages
     * @return a value that is broadcast to that target
     */
    String of(String setting, Target target, Node reader) {
        if (!lengths.growsWithTokens(setting)) {
            return whole.of(setting);
        }
        List<Object> key = List.of(setting, target);
        String known = chosen.get(key);
        if (known == null) {
            known = choose(setting, target, reader);
            chosen.put(key, known);
        }
        return known;
    }

    private String choose(String setting, Target target, Node reader) {
        Node node = flow.isSetting(setting) ? flow.graph().producer(setting) : null;
        if (node != null && TokenFlow.isElementwise(node)) {
            // What is computed of each element is computed of few of them.
            Map<String, String> instead = new HashMap<>();
            for (String input : node.inputs()) {
                if (!input.isEmpty()) {
                    instead.put(input, of(input, target, reader));
                }
            }
            return builder.addCopy(node, "of_new_tokens", instead).output();
        }
        if (node != null && node.is(Operator.EXPAND)) {
            return of(node.input(0), target, reader);
        }
        if (node != null && isLookup(node)) {
            int trailing = Objects.requireNonNull(flow.graph().weights().get(node.input(0)))
                            .rank()
                    - 1;
            Target places = new Target(target.lengths().subList(0, target.rank() - trailing), false);
            return operators.gather(node.input(0), of(node.input(1), places, reader));
        }
        return gathered(setting, target, reader);
    }

    /** Rows of a constant table. */
    private boolean isLookup(Node node) {
        return node.is(Operator.GATHER)
                && node.integer("axis", 0) == 0
                && flow.graph().weights().containsKey(node.input(0));
    }

    private String gathered(String setting, Target target, Node reader) {
        List<Length> own = lengths.of(setting).orElseThrow();
        int rank = target.rank();
        int leading = rank - own.size();
        if (leading < 0 || !target.lengths().get(0).isRows()) {
            throw TokenFlow.refusal("it is not laid out as rows of tokens", reader);
        }
        String value = whole.of(setting);
        if (leading > 0) {
            value = operators.unsqueeze(
                    value, IntStream.range(0, leading).asLongStream().toArray());
        }
        boolean byRow = leading == 0 && own.get(0).ofRows();
        for (int axis = Math.max(1, leading); axis < rank; axis++) {
            Length length = own.get(axis - leading);
            if (!length.ofColumns()) {
                continue;
            }
            boolean keys = target.ofScores() && axis == rank - 1;
            if (!length.isTokens() || !target.lengths().get(axis).isTokens()) {
                throw TokenFlow.refusal("its tokens are not those of the text", reader);
            }
            String places = places(keys, target.lengths().get(0).factor());
            value = byRow ? ofEachRow(value, rank, axis, places) : ofAllRows(value, rank, axis, places);
            byRow = true;
        }
        boolean rowsFit = leading > 0
                || own.get(0).equals(target.lengths().get(0))
                || own.get(0).equals(new Length(1, false, false));
        if (!rowsFit || !byRow) {
            throw TokenFlow.refusal("it has other rows than the batch", reader);
        }
        return value;
    }

    /** Where new tokens stand, or keys, int64 [rows * times, new or all tokens]. */
    private String places(boolean keys, long times) {
        String places = keys ? CacheInsertion.KEY_PLACES : CacheInsertion.NEW_PLACES;
        if (times == 1) {
            return places;
        }
        return chosen.computeIfAbsent(List.of(places, times), key -> {
            String repeated = operators.expand(operators.unsqueeze(places, 1), builder.integers(1, times, 1));
            return operators.reshape(repeated, operators.concat(0, List.of(builder.integers(-1), lastLength(places))));
        });
    }

    private String lastLength(String places) {
        return operators.slice(operators.shape(places), 0, 1, 2);
    }

    /** Of a value that has each row's own its elements at the places along an axis. */
    private String ofEachRow(String value, int rank, int axis, String places) {
        List<Integer> tokensSecond = moved(rank, axis, 1);
        String moved = operators.transpose(value, longs(tokensSecond));
        String found = builder.emit(
                Operator.GATHER_ND,
                List.of(moved, operators.unsqueeze(places, 2)),
                Attributes.integer("batch_dims", 1));
        return operators.transpose(found, longs(moved(rank, 1, axis)));
    }

    /** Of a value that is one for all rows, its first axis being 1, the same; each row gets its own. */
    private String ofAllRows(String value, int rank, int axis, String places) {
        String found = builder.emit(
                Operator.GATHER, List.of(operators.squeeze(value, 0), places), Attributes.integer("axis", axis - 1));
        return operators.transpose(found, longs(moved(rank, axis - 1, 0)));
    }

    /** A permutation that takes one axis to another place. */
    private static List<Integer> moved(int rank, int from, int to) {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        axes.add(to, axes.remove(from));
        return Collections.unmodifiableList(axes);
    }

    private static long[] longs(List<Integer> axes) {
        return axes.stream().mapToLong(Integer::longValue).toArray();
    }
}
