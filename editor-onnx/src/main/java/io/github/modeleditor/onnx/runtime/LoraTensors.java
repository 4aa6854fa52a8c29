package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lower.MixedPrecision;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * LoRA weights, or their gradients, as tensors over one direct buffer. The graph takes B with the adapter's scale s folded
 * in: {@code B' = s B}. So {@link #write} multiplies B by s, and since {@code dL/dB = s dL/dB'}, {@link #addTo} does too. In half
 * precision the graph takes and gives 16-bit numbers, half of what a GPU has to be sent.
 */
final class LoraTensors implements AutoCloseable {
    private final LoraLayout layout;
    private final NumberBuffer buffer;
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private final float scale;
    /** For each core an array that holds any A or B. */
    private final ThreadLocal<float[]> scratch;

    /**
     * Tensors of a layout, all zero.
     *
     * @param layout the shapes
     * @param precision of the graph that takes or gives them
     * @param rename from the name of a graph input to the name of the tensor
     */
    LoraTensors(LoraLayout layout, Precision precision, UnaryOperator<String> rename) {
        this.layout = layout;
        buffer = new NumberBuffer(MixedPrecision.adapterType(precision), layout.size());
        int largest = 0;
        for (TargetModule module : layout.targetModules()) {
            int rank = module.rank();
            put(
                    rename.apply(Projection.inputA(module.path())),
                    module.offset(),
                    module.sizeOfA(),
                    module.inputs(),
                    rank);
            put(
                    rename.apply(Projection.inputB(module.path())),
                    module.offsetOfB(),
                    module.sizeOfB(),
                    rank,
                    module.outputs());
            largest = Math.max(largest, Math.max(module.sizeOfA(), module.sizeOfB()));
        }
        int length = largest;
        scratch = ThreadLocal.withInitial(() -> new float[length]);
        scale = (float) layout.config().scale();
    }

    private void put(String name, int offset, int size, long... shape) {
        tensors.put(name, buffer.tensor(offset, size, shape));
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
        forEachModule((module, scratch) -> {
            buffer.put(module.offset(), values, module.offset(), module.sizeOfA());
            for (int i = 0; i < module.sizeOfB(); i++) {
                scratch[i] = scale * values[module.offsetOfB() + i];
            }
            buffer.put(module.offsetOfB(), scratch, 0, module.sizeOfB());
        });
    }

    /** Adds the tensors, as gradients of A and of the scaled B, to a gradient of A and B. */
    void addTo(float[] gradient) {
        forEachModule((module, scratch) -> {
            add(module.offset(), module.sizeOfA(), 1, scratch, gradient);
            add(module.offsetOfB(), module.sizeOfB(), scale, scratch, gradient);
        });
    }

    private void add(int offset, int size, float factor, float[] scratch, float[] gradient) {
        buffer.get(offset, scratch, size);
        for (int i = 0; i < size; i++) {
            gradient[offset + i] += factor * scratch[i];
        }
    }

    /** Targets are apart from one another, so the cores share them and the result does not depend on how. */
    private void forEachModule(BiConsumer<TargetModule, float[]> action) {
        layout.targetModules().parallelStream().forEach(module -> action.accept(module, scratch.get()));
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
    }
}
