package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.plan.DecodingGraph;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that decodes with a cache which the export has not. Before it is used it has to show that it gives the logits of whole
 * texts. Thread-safe.
 */
final class AddedCache implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    /** How far logits may be from those of whole texts, over the largest of them, in single precision and in half. */
    private static final float ROUNDING = 1e-4f;

    private static final float HALF_ROUNDING = 5e-2f;

    private final DecodingGraph plan;
    private final Session session;
    private final int maximumPositions;
    private final Function<Result, float[][]> logits;
    private volatile boolean used;

    private AddedCache(DecodingGraph plan, Session session, int maximumPositions, Function<Result, float[][]> logits) {
        this.plan = plan;
        this.session = session;
        this.maximumPositions = maximumPositions;
        this.logits = logits;
    }

    /**
     * Opens a session.
     *
     * @param scoring the model as it is scored
     * @param weights its weights
     * @param device where to run
     * @param maximumPositions how many tokens the model takes
     * @param logits how they are read from what a run gives
     * @return the session, to be closed by the caller; empty where the graph does not allow of a cache, which is logged
     */
    static Optional<AddedCache> open(
            ScoringGraph scoring,
            WeightTensors weights,
            Device device,
            int maximumPositions,
            Function<Result, float[][]> logits) {
        try {
            DecodingGraph plan = DecodingGraph.of(scoring, LengthObserver.observe(scoring.decoder()));
            Session session = Session.open(
                    plan.graph(), weights, Devices.computing(device, scoring.precision()), Optimization.FULL);
            return Optional.of(new AddedCache(plan, session, maximumPositions, logits));
        } catch (UnsupportedModelException e) {
            LOGGER.info("Every token runs its whole text again. {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Begins to decode.
     *
     * @param lora what adapter inputs are fed
     * @param own those of them that are freed with the decoding, or null
     * @return what decodes, to be closed by the caller
     */
    Decoding decoding(Map<String, OnnxTensor> lora, @Nullable LoraTensors own) {
        used = true;
        return new AddedCacheDecoding(plan, session, maximumPositions, lora, own, logits);
    }

    /**
     * Lets two texts of unlike length grow, and compares.
     *
     * @param whole gives the logits of whole texts
     * @param lora what adapter inputs are fed
     * @param half whether the model computes in half precision
     * @return whether the logits after each text are those of the whole text
     */
    boolean agrees(Function<TokenBatch, float[][]> whole, Map<String, OnnxTensor> lora, boolean half) {
        int last = plan.decoder().vocabularySize() - 1;
        int[] longer = {last / 2, last / 3, last / 5, last / 7, last / 11, last / 13};
        int[] shorter = {last / 3, last / 7, last / 2};
        float[][] found;
        try (Decoding decoding = decoding(lora, null)) {
            decoding.begin(List.of(Arrays.copyOf(shorter, 1), Arrays.copyOf(longer, 4)));
            decoding.next(new int[] {0, 1}, new int[] {shorter[1], longer[4]});
            found = decoding.next(new int[] {0, 1}, new int[] {shorter[2], longer[5]});
        }
        boolean agrees = isNear(found, whole.apply(TokenBatch.lastPositions(List.of(shorter, longer))), half);
        if (!agrees) {
            LOGGER.info("Every token runs its whole text again: with a cache the logits would be others.");
        }
        return agrees;
    }

    private static boolean isNear(float[][] found, float[][] expected, boolean half) {
        float largest = 0;
        float difference = 0;
        for (int row = 0; row < expected.length; row++) {
            for (int token = 0; token < expected[row].length; token++) {
                largest = Math.max(largest, Math.abs(expected[row][token]));
                difference = Math.max(difference, Math.abs(found[row][token] - expected[row][token]));
            }
        }
        return difference <= (half ? HALF_ROUNDING : ROUNDING) * largest;
    }

    /** Frees the memory of runs before something else needs it. The smallest run there is takes it along. */
    void shrink(Map<String, OnnxTensor> lora) {
        if (used) {
            session.shrinkOnce();
            try (Decoding decoding = decoding(lora, null)) {
                decoding.begin(List.of(new int[] {0}));
            }
            used = false;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
