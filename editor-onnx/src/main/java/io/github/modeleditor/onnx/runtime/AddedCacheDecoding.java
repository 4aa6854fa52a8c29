package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.cache.CachedActivation;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.plan.DecodingGraph;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Decoding with a cache that was added to the graph. Each text lies as it does when it is run again as a whole, padding behind, so
 * that the graph computes masks and positions as if it were. Not thread-safe.
 */
final class AddedCacheDecoding implements Decoding {
    private final DecodingGraph plan;
    private final Session session;
    private final int maximumPositions;
    private final Map<String, OnnxTensor> lora;
    private final @Nullable LoraTensors own;
    private final Function<Result, float[][]> logits;
    private final Set<String> wanted;
    private @Nullable KeptTensors kept;

    /**
     * A decoding that has read nothing yet.
     *
     * @param plan of the graph
     * @param session that runs it
     * @param maximumPositions how many tokens the model takes
     * @param lora what its adapter inputs are fed
     * @param own those of them that are freed with this decoding, or null
     * @param logits how they are read from what a run gives
     */
    AddedCacheDecoding(
            DecodingGraph plan,
            Session session,
            int maximumPositions,
            Map<String, OnnxTensor> lora,
            @Nullable LoraTensors own,
            Function<Result, float[][]> logits) {
        this.plan = plan;
        this.session = session;
        this.maximumPositions = maximumPositions;
        this.lora = lora;
        this.own = own;
        this.logits = logits;
        wanted = new HashSet<>(Set.of(TargetLoss.TARGET_LOGITS));
        plan.cache().stream().map(CachedActivation::added).forEach(wanted::add);
    }

    @Override
    public float[][] begin(List<int[]> prompts) {
        TokenBatch batch = TokenBatch.lastPositions(prompts);
        int rows = batch.rows();
        long[] places = new long[rows * batch.columns()];
        Arrays.setAll(places, index -> index % batch.columns());
        KeptTensors empty = new KeptTensors(plan.cache(), rows, maximumPositions);
        kept = empty;
        return run(
                empty,
                batch.lengths(),
                new AddedTokens(rows, batch.inputIds(), places, places, batch.lengths(), batch.targetPositions()));
    }

    @Override
    public float[][] next(int[] rows, int[] tokens) {
        KeptTensors cache = kept;
        if (cache == null) {
            throw new IllegalStateException("begin comes first");
        }
        if (rows.length < cache.lengths().length) {
            cache.keep(rows);
        }
        int[] lengths = cache.lengths();
        int[] ones = new int[rows.length];
        Arrays.fill(ones, 1);
        return run(
                cache,
                ones,
                new AddedTokens(
                        rows.length,
                        IntStream.of(tokens).asLongStream().toArray(),
                        IntStream.of(lengths).asLongStream().toArray(),
                        keyPlaces(lengths, cache.columns()),
                        IntStream.of(lengths).map(length -> length + 1).toArray(),
                        LongStream.range(0, rows.length).toArray()));
    }

    /** Columns of the cache are places, as far as a text has tokens; the last column is the new token. */
    private static long[] keyPlaces(int[] lengths, int columns) {
        long[] places = new long[lengths.length * (columns + 1)];
        for (int row = 0; row < lengths.length; row++) {
            int first = row * (columns + 1);
            for (int column = 0; column < columns; column++) {
                places[first + column] = column < lengths[row] ? column : columns;
            }
            places[first + columns] = lengths[row];
        }
        return places;
    }

    private float[][] run(KeptTensors cache, int[] counts, AddedTokens tokens) {
        try (Feeds feeds = Feeds.added(plan.decoder(), tokens)) {
            Map<String, OnnxTensor> inputs = feeds.with(lora);
            inputs.putAll(cache.tensors());
            try (Result result = session.run(inputs, wanted, Map.of())) {
                cache.add(result, counts);
                return logits.apply(result);
            }
        }
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
        if (own != null) {
            own.close();
        }
    }
}
