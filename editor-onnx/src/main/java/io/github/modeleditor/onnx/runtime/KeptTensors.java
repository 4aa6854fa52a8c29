package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.graph.cache.CachedActivation;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The cache of a batch of texts: of each of its activations a tensor of {@code [rows][blocks][columns][width]}, into which new tokens
 * are written in place. It has some columns more than the longest text has tokens, so that not every token needs a larger one: 16, or
 * an eighth of that text. Not thread-safe.
 */
final class KeptTensors implements AutoCloseable {
    private static final int FEWEST_SPARE = 16;
    private static final int SPARE_SHARE = 8;

    private final int maximumPositions;
    private final List<Kept> all = new ArrayList<>();
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
        this.maximumPositions = maximumPositions;
        lengths = new int[rows];
        cache.forEach(activation -> all.add(new Kept(activation, rows)));
    }

    /** What the graph is fed. */
    Map<String, OnnxTensor> tensors() {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        all.forEach(kept -> tensors.put(kept.activation.past(), kept.tensor));
        return tensors;
    }

    int columns() {
        return columns;
    }

    int[] lengths() {
        return lengths.clone();
    }

    /**
     * Adds new tokens of each row.
     *
     * @param result of the run that read them
     * @param counts how many of each row are tokens; what comes behind them is padding
     */
    void add(Result result, int[] counts) {
        int longest = IntStream.range(0, lengths.length)
                .map(row -> lengths[row] + counts[row])
                .max()
                .orElse(0);
        if (longest > columns) {
            // The column of a new token comes behind these, and the model has no place for more.
            int spare = Math.max(FEWEST_SPARE, longest / SPARE_SHARE);
            int wider = Math.max(longest, Math.min(longest + spare, maximumPositions - 1));
            all.forEach(kept -> kept.widen(wider));
            columns = wider;
        }
        all.forEach(kept -> kept.add(result, counts));
        Arrays.setAll(lengths, row -> lengths[row] + counts[row]);
    }

    /** Keeps some rows alone, ascending. */
    void keep(int[] rows) {
        all.forEach(kept -> kept.keep(rows));
        lengths = IntStream.of(rows).map(row -> lengths[row]).toArray();
    }

    @Override
    public void close() {
        all.forEach(kept -> kept.tensor.close());
        all.clear();
    }

    /** One activation of all rows. */
    private final class Kept {
        private final CachedActivation activation;
        private FloatBuffer buffer = Buffers.floats(0);
        private OnnxTensor tensor;

        Kept(CachedActivation activation, int rows) {
            this.activation = activation;
            tensor = Buffers.tensor(buffer, activation.shape(rows, 0));
        }

        /** What a column has in one block. */
        private int width() {
            return activation.width();
        }

        private int blocks(int rows) {
            return rows * activation.blocks();
        }

        void widen(int wider) {
            FloatBuffer wide = Buffers.floats(Math.multiplyExact(blocks(lengths.length), wider * width()));
            for (int block = 0; block < blocks(lengths.length); block++) {
                wide.put(block * wider * width(), buffer, block * columns * width(), columns * width());
            }
            replace(wide, activation.shape(lengths.length, wider));
        }

        /** Moves the rows to the front; what is behind them is left unused. */
        void keep(int[] rows) {
            int size = blocks(1) * columns * width();
            for (int row = 0; row < rows.length; row++) {
                if (rows[row] != row) {
                    buffer.put(row * size, buffer, rows[row] * size, size);
                }
            }
            replace(buffer.slice(0, rows.length * size), activation.shape(rows.length, columns));
        }

        private void replace(FloatBuffer other, long... shape) {
            OnnxTensor before = tensor;
            tensor = Buffers.tensor(other, shape);
            buffer = other;
            before.close();
        }

        void add(Result result, int[] counts) {
            FloatBuffer added = Session.output(result, activation.added()).getFloatBuffer();
            int addedColumns = added.remaining() / (blocks(lengths.length) * width());
            for (int row = 0; row < lengths.length; row++) {
                for (int block = blocks(row); block < blocks(row + 1); block++) {
                    buffer.put(
                            (block * columns + lengths[row]) * width(),
                            added,
                            block * addedColumns * width(),
                            counts[row] * width());
                }
            }
        }
    }
}
