package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraTarget;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.graph.lora.Projection;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * LoRA weights, or their gradients, as tensors over one direct buffer. The graph takes B with the adapter's scale s folded
 * in: {@code B' = s B}. So {@link #write} multiplies B by s, and since {@code dL/dB = s dL/dB'}, {@link #addTo} does too.
 */
final class LoraTensors implements AutoCloseable {
    private final LoraLayout layout;
    private final FloatBuffer buffer;
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private final float scale;
    /** For each core an array that holds any A or B. */
    private final ThreadLocal<float[]> scratch;

    /**
     * Tensors of a layout, all zero.
     *
     * @param layout the shapes
     * @param rename from the name of a graph input to the name of the tensor
     */
    LoraTensors(LoraLayout layout, UnaryOperator<String> rename) {
        this.layout = layout;
        buffer = Buffers.floats(layout.size());
        int largest = 0;
        for (LoraTarget target : layout.targets()) {
            int rank = target.rank();
            put(
                    rename.apply(Projection.inputA(target.path())),
                    target.offset(),
                    target.sizeOfA(),
                    target.inputs(),
                    rank);
            put(
                    rename.apply(Projection.inputB(target.path())),
                    target.offsetOfB(),
                    target.sizeOfB(),
                    rank,
                    target.outputs());
            largest = Math.max(largest, Math.max(target.sizeOfA(), target.sizeOfB()));
        }
        int length = largest;
        scratch = ThreadLocal.withInitial(() -> new float[length]);
        scale = (float) layout.config().scale();
    }

    private void put(String name, int offset, int size, long... shape) {
        tensors.put(name, Buffers.tensor(buffer.slice(offset, size), shape));
    }

    Map<String, OnnxTensor> tensors() {
        return tensors;
    }

    LoraLayout layout() {
        return layout;
    }

    /** Copies weights into the tensors, B scaled. */
    void write(LoraWeights weights) {
        float[] values = weights.values();
        forEachTarget((target, scratch) -> {
            buffer.put(target.offset(), values, target.offset(), target.sizeOfA());
            for (int i = 0; i < target.sizeOfB(); i++) {
                scratch[i] = scale * values[target.offsetOfB() + i];
            }
            buffer.put(target.offsetOfB(), scratch, 0, target.sizeOfB());
        });
    }

    /** Adds the tensors, as gradients of A and of the scaled B, to a gradient of A and B. */
    void addTo(float[] gradient) {
        forEachTarget((target, scratch) -> {
            add(target.offset(), target.sizeOfA(), 1, scratch, gradient);
            add(target.offsetOfB(), target.sizeOfB(), scale, scratch, gradient);
        });
    }

    private void add(int offset, int size, float factor, float[] scratch, float[] gradient) {
        buffer.get(offset, scratch, 0, size);
        for (int i = 0; i < size; i++) {
            gradient[offset + i] += factor * scratch[i];
        }
    }

    /** Targets are apart from one another, so the cores share them and the result does not depend on how. */
    private void forEachTarget(BiConsumer<LoraTarget, float[]> action) {
        layout.targets().parallelStream().forEach(target -> action.accept(target, scratch.get()));
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
    }
}
