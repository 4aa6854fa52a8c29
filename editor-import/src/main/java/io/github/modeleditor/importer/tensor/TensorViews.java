package io.github.modeleditor.importer.tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** Tensors made of others, or of numbers at hand. Nothing is read before it is asked for. */
public final class TensorViews {
    private TensorViews() {}

    /**
     * The same rows in another order.
     *
     * @param tensor of one axis or more; a row is what lies along all but the first
     * @param sources for each row of the result the row of the tensor that it is
     * @return a tensor of the same shape
     */
    public static TensorData rows(TensorData tensor, LongUnaryOperator sources) {
        int width =
                Math.toIntExact(tensor.elements() / Math.max(1, tensor.shape().get(0)));
        return new View(tensor, tensor.shape()) {
            @Override
            public Optional<FewBits> fewBits() {
                return tensor.fewBits().map(matrix -> FewBits.rows(matrix, sources));
            }

            @Override
            public void read(long from, int count, float[] target, int offset) {
                int done = 0;
                while (done < count) {
                    long row = (from + done) / width;
                    int column = (int) ((from + done) % width);
                    int some = Math.min(count - done, width - column);
                    tensor.read(sources.applyAsLong(row) * width + column, some, target, offset + done);
                    done += some;
                }
            }
        };
    }

    /**
     * The transpose of a matrix. Whole rows of it are read best, many at once: those of the matrix are then read in few pieces.
     *
     * @param matrix of two axes
     * @return the matrix with its axes exchanged
     */
    public static TensorData transposed(TensorData matrix) {
        long rows = matrix.shape().get(1);
        int width = Math.toIntExact(matrix.shape().get(0));
        return new View(matrix, List.of(rows, (long) width)) {
            @Override
            public void read(long from, int count, float[] target, int offset) {
                long first = from / width;
                int some = Math.toIntExact((from + count + width - 1) / width - first);
                float[] part = new float[some];
                for (int column = 0; column < width; column++) {
                    matrix.read(column * rows + first, some, part, 0);
                    for (int row = 0; row < some; row++) {
                        long place = (first + row) * width + column - from;
                        if (place >= 0 && place < count) {
                            target[offset + (int) place] = part[row];
                        }
                    }
                }
            }
        };
    }

    /**
     * A tensor with a number added to each element.
     *
     * @param tensor any
     * @param addend what is added, in single precision
     * @return a tensor of the same shape
     */
    public static TensorData plus(TensorData tensor, float addend) {
        return new View(tensor, tensor.shape()) {
            @Override
            public void read(long from, int count, float[] target, int offset) {
                tensor.read(from, count, target, offset);
                for (int i = offset; i < offset + count; i++) {
                    target[i] += addend;
                }
            }
        };
    }

    /**
     * Numbers at hand.
     *
     * @param values row by row; taken over
     * @param shape the lengths
     * @return a tensor
     */
    public static TensorData of(float[] values, Long... shape) {
        List<Long> lengths = List.of(shape);
        return new TensorData() {
            @Override
            public List<Long> shape() {
                return lengths;
            }

            @Override
            public String type() {
                return "F32";
            }

            @Override
            public void read(long from, int count, float[] target, int offset) {
                System.arraycopy(values, Math.toIntExact(from), target, offset, count);
            }
        };
    }

    /** What is the same of a tensor and what is made of it. */
    private abstract static class View implements TensorData {
        private final TensorData origin;
        private final List<Long> shape;

        View(TensorData origin, List<Long> shape) {
            this.origin = origin;
            this.shape = List.copyOf(shape);
        }

        @Override
        public final List<Long> shape() {
            return shape;
        }

        @Override
        public final String type() {
            return origin.type();
        }
    }
}
