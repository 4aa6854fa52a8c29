package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.lower.MixedPrecision;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Forward passes with and without an adapter. Where a projection has none, its inputs are fed with matrices of inner width
 * zero, so one session serves the unedited model and every edit of it. Texts are
 * decoded by any number of threads; of the other calls that take an adapter one may run at a time, since they share its buffers.
 */
public final class ScoringSession implements AutoCloseable {
    /** Targets of a run that leaves little behind: each has some rows as wide as the vocabulary. */
    private static final int FEW_TARGETS = 8;

    private final ScoringGraph plan;
    private final Decoder decoder;
    private final Device device;
    private final Session session;
    private final Map<String, OnnxTensor> absent = new HashMap<>();
    private final WeightTensors weights;
    /** Opened when somebody wants a text. */
    private Optional<AddedCache> addedCache = Optional.empty();

    private boolean triedToAddCache;

    private final AtomicInteger mostTargets = new AtomicInteger();

    private ScoringSession(ScoringGraph plan, Device device, Session session, WeightTensors weights) {
        this.plan = plan;
        this.decoder = plan.decoder();
        this.device = device;
        this.session = session;
        this.weights = weights;
    }

    /**
     * Opens a session for a decoder.
     *
     * @param plan of the graph
     * @param weights the model's weights, of the types that the plan's graph has; to be closed after the session
     * @param device where to run
     * @return the session, to be closed by the caller
     */
    public static ScoringSession open(ScoringGraph plan, WeightTensors weights, Device device) {
        ScoringSession opened = new ScoringSession(
                plan,
                device,
                Session.open(plan.graph(), weights, Devices.computing(device, plan.precision()), Optimization.FULL),
                weights);
        NumberBuffer nothing = new NumberBuffer(MixedPrecision.adapterType(plan.precision()), 0);
        for (Projection projection : plan.projections()) {
            opened.absent.put(projection.inputA(), nothing.tensor(0, 0, projection.inputs(), 0));
            opened.absent.put(projection.inputB(), nothing.tensor(0, 0, 0, projection.outputs()));
        }
        return opened;
    }

    /**
     * Judges the targets of a batch.
     *
     * @param batch rows with at least one target
     * @param adapter its weights, or null
     * @return log-probabilities and predictions, one for each target
     */
    public TokenScores score(TokenBatch batch, @Nullable LoraWeights adapter) {
        Set<String> wanted = Set.of(TargetLoss.LOG_PROBABILITIES, TargetLoss.PREDICTED);
        mostTargets.accumulateAndGet(batch.targets(), Math::max);
        return run(batch, adapter, wanted, outputs -> {
            float[] logProbabilities = new float[batch.targets()];
            Session.output(outputs, TargetLoss.LOG_PROBABILITIES)
                    .getFloatBuffer()
                    .get(logProbabilities);
            LongBuffer ids = Session.output(outputs, TargetLoss.PREDICTED).getLongBuffer();
            int[] predicted = new int[batch.targets()];
            for (int i = 0; i < predicted.length; i++) {
                predicted[i] = (int) ids.get(i);
            }
            return new TokenScores(logProbabilities, predicted);
        });
    }

    /**
     * The logits at the targets' places.
     *
     * @param batch rows with at least one target position
     * @param adapter its weights, or null
     * @return an array of shape [targets][vocabulary]
     */
    public float[][] logits(TokenBatch batch, @Nullable LoraWeights adapter) {
        return run(batch, adapter, Set.of(TargetLoss.TARGET_LOGITS), this::logits);
    }

    private float[][] logits(Result outputs) {
        OnnxTensor tensor = Session.output(outputs, TargetLoss.TARGET_LOGITS);
        float[][] logits = (float[][]) OrtCalls.call("read logits", tensor::getValue);
        mostTargets.accumulateAndGet(logits.length, Math::max);
        return logits;
    }

    /**
     * Begins to decode with the model's key/value cache, or, where it has none of use, with one that is added to its graph; the first
     * call then opens a session for that. Of no use is a cache beside a window that counts columns: the gaps behind shorter prompts
     * would be counted, too.
     *
     * @param adapter its weights, or null
     * @param maximumPositions how many tokens the model takes
     * @param windowed whether tokens see a window that counts columns of the mask, not tokens
     * @return what decodes, to be closed by the caller; empty where the graph has no cache of use and takes none
     */
    public Optional<Decoding> decoding(@Nullable LoraWeights adapter, int maximumPositions, boolean windowed) {
        boolean hasOwn = decoder.decodesWithCache() && !windowed;
        Optional<AddedCache> added = hasOwn ? Optional.empty() : addedCache(maximumPositions);
        if (!hasOwn && added.isEmpty()) {
            return Optional.empty();
        }
        Map<String, OnnxTensor> lora = new HashMap<>(absent);
        LoraTensors own = null;
        if (adapter != null) {
            own = new LoraTensors(adapter.layout(), plan.precision(), name -> name);
            own.write(adapter);
            lora.putAll(own.tensors());
        }
        return Optional.of(
                added.isPresent()
                        ? added.get().decoding(lora, own)
                        : new CachedDecoding(decoder, session, lora, own, this::logits));
    }

    private synchronized Optional<AddedCache> addedCache() {
        return addedCache;
    }

    private synchronized Optional<AddedCache> addedCache(int maximumPositions) {
        if (!triedToAddCache) {
            AddedCache.open(plan, weights, device, maximumPositions, this::logits)
                    .ifPresent(this::takeIfItAgrees);
            triedToAddCache = true;
        }
        return addedCache;
    }

    private void takeIfItAgrees(AddedCache opened) {
        boolean agrees = false;
        try {
            agrees = opened.agrees(
                    batch -> logits(batch, null), absent, plan.precision().isHalf());
        } finally {
            if (!agrees) {
                opened.close();
            }
        }
        if (agrees) {
            addedCache = Optional.of(opened);
        }
    }

    /** Frees the memory of large runs before something else needs it. The smallest run there is takes it along. */
    public void shrink() {
        if (mostTargets.getAndSet(0) > FEW_TARGETS) {
            session.shrinkOnce();
            score(Feeds.smallest(), null);
            mostTargets.set(0);
        }
        addedCache().ifPresent(cache -> cache.shrink(absent));
    }

    private <T> T run(TokenBatch batch, @Nullable LoraWeights adapter, Set<String> wanted, Function<Result, T> reader) {
        Map<String, OnnxTensor> lora = new HashMap<>(absent);
        if (adapter != null) {
            LoraTensors present = weights.adapter(adapter.layout(), plan.precision());
            present.write(adapter);
            lora.putAll(present.tensors());
        }
        try (Feeds feeds = Feeds.targets(decoder, batch);
                Result result = session.run(feeds.with(lora), wanted, Map.of())) {
            return reader.apply(result);
        }
    }

    @Override
    public void close() {
        session.close();
        addedCache().ifPresent(AddedCache::close);
        absent.values().forEach(OnnxTensor::close);
    }
}
