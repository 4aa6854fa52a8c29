package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.graph.cache.CachedActivation;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cache of a batch of texts: for each of its activations one buffer of {@code [rows][blocks][columns][width]}, into which new
 * tokens are written in place. It has some columns more than the longest text has tokens, so that not every token needs a larger one.
 * Not thread-safe.
 */
final class KeptTensors implements AutoCloseable {
    /** Columns come by so many at least, and in long texts by a share of their length. */
    private static final int STEP = 16;

    private static final int SHARE = 8;

    private final List<CachedActivation> cache;
    /** Columns that the model has places for besides the one of a new token. */
    private final int most;

    private final Map<String, FloatBuffer> buffers = new HashMap<>();
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private int columns;
    /** How many tokens each row has. */
    private int[] lengths;

    /**
     * A cache of texts that have no token yet.
     *
     * @param cache what is kept
     * @param rows how many texts
     * @param maximumPositions how many tokens the model takes
     */
    KeptTensors(List<CachedActivation> cache, int rows, int maximumPositions) {
        this.cache = cache;
        most = maximumPositions - 1;
        lengths = new int[rows];
        allocate();
    }

    /** What the graph is fed. */
    Map<String, OnnxTensor> tensors() {
        return tensors;
    }

    int columns() {
        return columns;
    }

    int[] lengths() {
        return lengths.clone();
    }

    /** Adds new tokens of each row; what comes behind them in the result is padding. */
    void add(Result result, int[] counts) {
        int longest = 0;
        for (int row = 0; row < lengths.length; row++) {
            longest = Math.max(longest, lengths[row] + counts[row]);
        }
        if (longest > columns) {
            int[] all = new int[lengths.length];
            for (int row = 0; row < all.length; row++) {
                all[row] = row;
            }
            move(all, Math.max(longest, Math.min(most, longest + Math.max(STEP, longest / SHARE))));
        }
        for (CachedActivation kept : cache) {
            FloatBuffer added = Session.output(result, kept.added()).getFloatBuffer();
            FloatBuffer buffer = buffers.get(kept.past());
            int width = kept.width();
            int columnsAdded = added.remaining() / (lengths.length * kept.blocks() * width);
            for (int row = 0; row < lengths.length; row++) {
                for (int block = 0; block < kept.blocks(); block++) {
                    int index = row * kept.blocks() + block;
                    buffer.put(
                            (index * columns + lengths[row]) * width,
                            added,
                            index * columnsAdded * width,
                            counts[row] * width);
                }
            }
        }
        for (int row = 0; row < lengths.length; row++) {
            lengths[row] += counts[row];
        }
    }

    /** Keeps some rows alone. */
    void keep(int[] rows) {
        move(rows, columns);
    }

    private void move(int[] rows, int newColumns) {
        Map<String, FloatBuffer> before = new HashMap<>(buffers);
        int[] earlier = lengths;
        int oldColumns = columns;
        close();
        lengths = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
            lengths[row] = earlier[rows[row]];
        }
        columns = newColumns;
        allocate();
        for (CachedActivation kept : cache) {
            FloatBuffer from = before.get(kept.past());
            FloatBuffer to = buffers.get(kept.past());
            int width = kept.width();
            for (int row = 0; row < rows.length; row++) {
                for (int block = 0; block < kept.blocks(); block++) {
                    int index = row * kept.blocks() + block;
                    int old = rows[row] * kept.blocks() + block;
                    to.put(index * columns * width, from, old * oldColumns * width, lengths[row] * width);
                }
            }
            before.remove(kept.past());
        }
    }

    private void allocate() {
        for (CachedActivation kept : cache) {
            FloatBuffer buffer = Buffers.floats(
                    Math.multiplyExact(Math.multiplyExact(lengths.length * kept.blocks(), columns), kept.width()));
            buffers.put(kept.past(), buffer);
            tensors.put(kept.past(), Buffers.tensor(buffer, kept.shape(lengths.length, columns)));
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
        buffers.clear();
    }
}
