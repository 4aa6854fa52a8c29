package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.graph.lora.Projection;
import java.util.Arrays;
import java.util.List;

/**
 * The adapters and gradients of a golden, in the layout of the engine. The scale of a golden's adapters is 1; another one
 * here shows that it is folded in and out of B.
 */
public final class Goldens {
    private static final double SCALE = 2;

    private Goldens() {}

    /** The layout of a golden's adapters on these projections. */
    public static LoraLayout layout(Safetensors golden, List<Projection> projections) {
        int rank = golden.shape(golden.names("lora_A:").get(0))[1];
        LoraConfig config = LoraConfig.rank(rank).withAlpha(SCALE * rank);
        return LoraLayout.of(
                config,
                projections.stream()
                        .map(p -> new LoraLayout.Projection(p.path(), p.inputs(), p.outputs()))
                        .toList());
    }

    /** The paths of the modules that have adapters in a golden. */
    public static List<String> modules(Safetensors golden) {
        return golden.names("lora_A:").stream()
                .map(name -> name.substring("lora_A:".length()))
                .toList();
    }

    /** A and B of a golden, whose scale is 1, under the scale of a layout. */
    public static LoraWeights weights(Safetensors golden, LoraLayout layout) {
        return new LoraWeights(
                layout, values(golden, layout, "lora", 1 / layout.config().scale()));
    }

    public static float[] gradients(Safetensors golden, LoraLayout layout) {
        return values(golden, layout, "grad", layout.config().scale());
    }

    private static float[] values(Safetensors golden, LoraLayout layout, String kind, double factorOfB) {
        float[] values = new float[layout.size()];
        for (TargetModule module : layout.targetModules()) {
            float[] a = golden.floats(kind + "_A:" + module.path());
            float[] b = golden.floats(kind + "_B:" + module.path());
            System.arraycopy(a, 0, values, module.offset(), a.length);
            for (int i = 0; i < b.length; i++) {
                values[module.offsetOfB() + i] = (float) (factorOfB * b[i]);
            }
        }
        return values;
    }

    /** The largest error of any matrix's gradient, relative to the largest element of that matrix's gradient. */
    public static double relativeError(LoraLayout layout, float[] actual, float[] expected) {
        double largest = 0;
        for (TargetModule module : layout.targetModules()) {
            int middle = module.offsetOfB();
            largest = Math.max(largest, relativeError(actual, expected, module.offset(), module.sizeOfA()));
            largest = Math.max(largest, relativeError(actual, expected, middle, module.sizeOfB()));
        }
        return largest;
    }

    /** The largest error of the logits of any module, relative to the largest logit there. */
    public static double relativeError(float[][] logits, Safetensors golden, String name) {
        int vocabulary = golden.shape(name)[2];
        float[] all = golden.floats(name);
        long[] positions = golden.longs("target_positions");
        double largest = 0;
        for (int i = 0; i < positions.length; i++) {
            int start = (int) positions[i] * vocabulary;
            float[] expected = Arrays.copyOfRange(all, start, start + vocabulary);
            largest = Math.max(largest, relativeError(logits[i], expected));
        }
        return largest;
    }

    private static double relativeError(float[] actual, float[] expected, int offset, int length) {
        return relativeError(
                Arrays.copyOfRange(actual, offset, offset + length),
                Arrays.copyOfRange(expected, offset, offset + length));
    }

    /** The largest difference, relative to the largest expected value. */
    public static double relativeError(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }
}
