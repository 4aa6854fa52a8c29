package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.cache.CacheInsertion;
import io.github.modeleditor.graph.decoder.CachedTensor;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.lower.TextMask;
import io.github.modeleditor.graph.plan.TokenWeights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A batch as the tensors a decoder is fed: whole texts, so that a cache it has is empty. */
final class Feeds implements AutoCloseable {
    private final Map<String, OnnxTensor> tensors = new HashMap<>();

    private Feeds() {}

    /** A batch for a run that nobody wants the results of. */
    static TokenBatch smallest() {
        return TokenBatch.ofSize(1, 2);
    }

    /** Token ids, mask and positions, and an empty cache. */
    static Feeds texts(Decoder decoder, TokenBatch batch) {
        Feeds feeds = new Feeds();
        int rows = batch.rows();
        int columns = batch.columns();
        long[] mask = new long[rows * columns];
        long[] positions = new long[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int index = row * columns + column;
                mask[index] = column < batch.lengths()[row] ? 1 : 0;
                positions[index] = (long) column - batch.starts()[index];
            }
        }
        feeds.put(Decoder.INPUT_IDS, Buffers.tensor(batch.inputIds(), rows, columns));
        if (decoder.hasAttentionMask()) {
            feeds.put(Decoder.ATTENTION_MASK, Buffers.tensor(mask, rows, columns));
        }
        if (decoder.hasPositionIds()) {
            feeds.put(Decoder.POSITION_IDS, Buffers.tensor(positions, rows, columns));
        }
        feeds.putEmptyCache(decoder, rows);
        return feeds;
    }

    private void putEmptyCache(Decoder decoder, int rows) {
        for (CachedTensor tensor : decoder.cache()) {
            put(tensor.past(), Buffers.tensor(Buffers.floats(0), rows, tensor.heads(), 0, tensor.width()));
        }
    }

    /** The texts, and the places before their targets. */
    static Feeds places(Decoder decoder, TokenBatch batch) {
        Feeds feeds = texts(decoder, batch);
        feeds.put(TargetLoss.POSITIONS, Buffers.tensor(batch.targetPositions(), batch.targets()));
        return feeds;
    }

    /** The texts, where the targets are, and which tokens these are. */
    static Feeds targets(Decoder decoder, TokenBatch batch) {
        Feeds feeds = places(decoder, batch);
        feeds.put(TargetLoss.IDS, Buffers.tensor(batch.targetIds(), batch.targets()));
        return feeds;
    }

    /** The texts, what the loss and its gradients are told of them, and where they are packed what keeps those of a row from one another. */
    static Feeds loss(Decoder decoder, TokenBatch batch, LossRows loss, boolean packed) {
        Feeds feeds = texts(decoder, batch);
        int rows = loss.rows();
        feeds.put(TargetLoss.POSITIONS, Buffers.tensor(loss.positions(), rows));
        feeds.put(TargetLoss.IDS, Buffers.tensor(loss.ids(), rows, loss.width()));
        feeds.put(TargetLoss.WEIGHTS, Buffers.tensor(loss.weights(), rows, loss.width()));
        feeds.put(TargetLoss.NAMED, Buffers.tensor(loss.named(), rows, loss.width()));
        feeds.put(TargetLoss.REST_WEIGHTS, Buffers.tensor(loss.restWeights(), rows));
        feeds.put(TargetLoss.CEILINGS, Buffers.tensor(loss.ceilings(), rows, loss.width()));
        feeds.put(TargetLoss.CEILING_WEIGHTS, Buffers.tensor(loss.ceilingWeights(), rows, loss.width()));
        float[] tokenWeights = batch.tokenWeights();
        feeds.put(TokenWeights.INPUT, Buffers.tensor(tokenWeights, tokenWeights.length, 1));
        if (packed) {
            long columns = batch.columns();
            feeds.put(TextMask.INPUT, Buffers.tensor(textMask(batch), batch.rows(), 1, columns, columns));
        }
        return feeds;
    }

    private static float[] textMask(TokenBatch batch) {
        int columns = batch.columns();
        float[] mask = new float[batch.rows() * columns * columns];
        for (int token = 0; token < batch.rows() * columns; token++) {
            // The causal mask hides what comes later. Padding is in nobody's text, and what it sees does not matter.
            Arrays.fill(mask, token * columns, token * columns + batch.starts()[token], TextMask.APART);
        }
        return mask;
    }

    /** One new token for each row of a decoder that has a cache, with the mask of all tokens and the new ones' positions. */
    static Feeds next(Decoder decoder, int[] tokens, long[] mask, long[] positions) {
        Feeds feeds = new Feeds();
        int rows = tokens.length;
        feeds.put(
                Decoder.INPUT_IDS,
                Buffers.tensor(IntStream.of(tokens).asLongStream().toArray(), rows, 1));
        feeds.put(Decoder.ATTENTION_MASK, Buffers.tensor(mask, rows, mask.length / rows));
        if (decoder.hasPositionIds()) {
            feeds.put(Decoder.POSITION_IDS, Buffers.tensor(positions, rows, 1));
        }
        feeds.put(TargetLoss.POSITIONS, Buffers.tensor(LongStream.range(0, rows).toArray(), rows));
        feeds.put(TargetLoss.IDS, Buffers.tensor(new long[rows], rows));
        return feeds;
    }

    /** New tokens of a decoder to which a cache was added, with mask and positions of whole texts. */
    static Feeds added(Decoder decoder, AddedTokens tokens) {
        Feeds feeds = new Feeds();
        int rows = tokens.rows();
        int all = tokens.allColumns();
        feeds.put(Decoder.INPUT_IDS, Buffers.tensor(tokens.ids(), rows, tokens.columns()));
        if (decoder.hasAttentionMask()) {
            long[] mask = new long[rows * all];
            Arrays.setAll(mask, index -> index % all < tokens.lengths()[index / all] ? 1 : 0);
            feeds.put(Decoder.ATTENTION_MASK, Buffers.tensor(mask, rows, all));
        }
        if (decoder.hasPositionIds()) {
            long[] positions = new long[rows * all];
            Arrays.setAll(positions, index -> index % all);
            feeds.put(Decoder.POSITION_IDS, Buffers.tensor(positions, rows, all));
        }
        feeds.putEmptyCache(decoder, rows);
        feeds.put(CacheInsertion.NEW_PLACES, Buffers.tensor(tokens.newPlaces(), rows, tokens.columns()));
        feeds.put(CacheInsertion.KEY_PLACES, Buffers.tensor(tokens.keyPlaces(), rows, all));
        feeds.put(TargetLoss.POSITIONS, Buffers.tensor(tokens.targetPositions(), tokens.targetPositions().length));
        return feeds;
    }

    private void put(String name, OnnxTensor tensor) {
        tensors.put(name, tensor);
    }

    /** These tensors and others, which stay their owner's. */
    Map<String, OnnxTensor> with(Map<String, OnnxTensor> others) {
        Map<String, OnnxTensor> all = new HashMap<>(tensors);
        all.putAll(others);
        return all;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}
