package io.github.modeleditor.importer;

import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.importer.tensor.TensorData;
import java.util.List;

/**
 * A matrix [outputs, inputs], or a table [inputs, outputs], with an adapter added: summed in double, rounded once to single precision, as
 * a merged model in ONNX is.
 *
 * @param base the matrix
 * @param module where the adapter's part for it is
 * @param adapter the adapter
 */
record AdaptedTensor(TensorData base, TargetModule module, LoraWeights adapter) implements TensorData {
    @Override
    public List<Long> shape() {
        return base.shape();
    }

    @Override
    public String type() {
        return base.type();
    }

    @Override
    public void read(long from, int count, float[] target, int offset) {
        base.read(from, count, target, offset);
        int width = base.width();
        double[] row = new double[width];
        for (int done = 0; done < count; ) {
            long index = (from + done) / width;
            int column = (int) ((from + done) % width);
            int some = Math.min(count - done, width - column);
            for (int i = 0; i < some; i++) {
                row[column + i] = target[offset + done + i];
            }
            add(row, Math.toIntExact(index), column, column + some);
            for (int i = 0; i < some; i++) {
                target[offset + done + i] = (float) row[column + i];
            }
            done += some;
        }
    }

    private void add(double[] row, int index, int first, int end) {
        float[] values = adapter.values();
        double scale = adapter.layout().config().scale();
        int rank = module.rank();
        int outputs = module.outputs();
        for (int k = 0; k < rank; k++) {
            if (module.embedding()) {
                double a = scale * values[module.offset() + index * rank + k];
                for (int i = first; i < end; i++) {
                    row[i] += a * values[module.offsetOfB() + k * outputs + i];
                }
            } else {
                double b = scale * values[module.offsetOfB() + k * outputs + index];
                for (int i = first; i < end; i++) {
                    row[i] += b * values[module.offset() + i * rank + k];
                }
            }
        }
    }
}
