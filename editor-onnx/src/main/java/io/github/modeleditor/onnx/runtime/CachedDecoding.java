package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.CachedTensor;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.loss.TargetLoss;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decoding with a cache. What one run gives as keys and values the next one takes. A prompt that is shorter than others
 * leaves a gap after it, which the mask hides for good, and its positions go on where it ended, so that its tokens see what
 * they would see alone. Not thread-safe.
 */
final class CachedDecoding implements Decoding {
    private final Decoder decoder;
    private final Session session;
    private final Map<String, OnnxTensor> lora;
    private final @Nullable LoraTensors own;
    private final Function<Result, float[][]> logits;
    private final Set<String> wanted;

    private int[] lengths = new int[0];
    private int columns;
    private int added;
    private Map<String, OnnxTensor> past = Map.of();

    /**
     * A decoding that has read nothing yet.
     *
     * @param decoder whose graph has a cache
     * @param session that runs it
     * @param lora what its adapter inputs are fed
     * @param own those of them that are freed with this decoding, or null
     * @param logits how they are read from what a run gives
     */
    CachedDecoding(
            Decoder decoder,
            Session session,
            Map<String, OnnxTensor> lora,
            @Nullable LoraTensors own,
            Function<Result, float[][]> logits) {
        this.decoder = decoder;
        this.session = session;
        this.lora = lora;
        this.own = own;
        this.logits = logits;
        wanted = decoder.cache().stream().map(CachedTensor::present).collect(Collectors.toSet());
        wanted.add(TargetLoss.TARGET_LOGITS);
    }

    @Override
    public float[][] begin(List<int[]> prompts) {
        lengths = prompts.stream().mapToInt(prompt -> prompt.length).toArray();
        TokenBatch batch = TokenBatch.lastPositions(prompts);
        columns = batch.columns();
        try (Feeds feeds = Feeds.targets(decoder, batch)) {
            return run(feeds, Map.of());
        }
    }

    @Override
    public float[][] next(int[] rows, int[] tokens) {
        if (rows.length < lengths.length) {
            keep(rows);
        }
        added++;
        try (Feeds feeds = Feeds.next(decoder, tokens, mask(), positions())) {
            return run(feeds, past);
        }
    }

    private long[] mask() {
        int width = columns + added;
        long[] mask = new long[lengths.length * width];
        Arrays.fill(mask, 1);
        for (int row = 0; row < lengths.length; row++) {
            Arrays.fill(mask, row * width + lengths[row], row * width + columns, 0);
        }
        return mask;
    }

    private long[] positions() {
        return Arrays.stream(lengths).mapToLong(length -> length + added - 1L).toArray();
    }

    private float[][] run(Feeds feeds, Map<String, OnnxTensor> cache) {
        Map<String, OnnxTensor> inputs = feeds.with(lora);
        inputs.putAll(cache);
        Result result = session.run(inputs, wanted, Map.of());
        closePast();
        past = decoder.cache().stream()
                .collect(Collectors.toMap(CachedTensor::past, tensor -> Session.output(result, tensor.present())));
        float[][] next = logits.apply(result);
        Session.output(result, TargetLoss.TARGET_LOGITS).close();
        return next;
    }

    /** Keys and values of some rows alone. */
    private void keep(int[] rows) {
        Map<String, OnnxTensor> kept = new HashMap<>();
        past.forEach((name, tensor) -> {
            long[] shape = tensor.getInfo().getShape();
            FloatBuffer all = tensor.getFloatBuffer();
            int size = all.remaining() / lengths.length;
            FloatBuffer some = Buffers.floats(rows.length * size);
            for (int row : rows) {
                some.put(all.slice(row * size, size));
            }
            kept.put(name, Buffers.tensor(some.flip(), rows.length, shape[1], shape[2], shape[3]));
        });
        closePast();
        past = kept;
        lengths = IntStream.of(rows).map(row -> lengths[row]).toArray();
    }

    private void closePast() {
        past.values().forEach(OnnxTensor::close);
        past = Map.of();
    }

    @Override
    public void close() {
        closePast();
        if (own != null) {
            own.close();
        }
    }
}
