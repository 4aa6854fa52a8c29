package io.github.modeleditor.onnx;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.FixtureFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The tiny random decoders under {@code fixtures}, and the batch their goldens were made with. */
public final class Fixtures {
    public static final List<String> NAMES = FixtureFolders.NAMES;

    /** The same with a key/value cache in their graphs. */
    public static final List<String> CACHED = FixtureFolders.CACHED;

    private static final String DEVICE = "modeleditor.test.device";

    private Fixtures() {}

    /** Where the engine's tests run: {@code cpu:1}, or what {@code -Dmodeleditor.test.device=cuda:0} says. */
    public static Device device() {
        String[] parts = System.getProperty(DEVICE, "cpu:1").split(":", -1);
        int number = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
        return switch (parts[0]) {
            case "cpu" -> Device.cpu(number);
            case "cuda" -> Device.cuda(number);
            default -> throw new IllegalArgumentException(DEVICE + " is neither cpu:THREADS nor cuda:NUMBER");
        };
    }

    public static Path folder(String name) {
        return FixtureFolders.folder(name);
    }

    public static Safetensors golden(String name) {
        return Safetensors.read(folder(name).resolve("golden.safetensors"));
    }

    /** The batch of a golden as a decoder's inputs. */
    public static Map<String, Tensor> inputs(Safetensors golden) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (String name : List.of("input_ids", "attention_mask", "position_ids")) {
            List<Long> shape =
                    Arrays.stream(golden.shape(name)).mapToObj(Long::valueOf).toList();
            inputs.put(name, Tensor.int64(shape, golden.longs(name)));
        }
        return inputs;
    }

    public static TokenBatch batch(Safetensors golden) {
        int[] shape = golden.shape("input_ids");
        long[] mask = golden.longs("attention_mask");
        int[] lengths = new int[shape[0]];
        for (int i = 0; i < mask.length; i++) {
            lengths[i / shape[1]] += (int) mask[i];
        }
        return new TokenBatch(
                shape[0],
                shape[1],
                golden.longs("input_ids"),
                lengths,
                golden.longs("target_positions"),
                golden.longs("target_ids"),
                golden.floats("target_weights"));
    }

    /** The same texts one after the other in a single row, which makes no difference to any of them. */
    public static TokenBatch packed(TokenBatch batch) {
        int columns = Arrays.stream(batch.lengths()).sum();
        long[] inputIds = new long[columns];
        int[] starts = new int[columns];
        float[] tokenWeights = new float[columns];
        long[] targetPositions = new long[batch.targets()];
        int[] targetTexts = new int[batch.targets()];
        List<SoftTarget> softTargets = new ArrayList<>();
        int start = 0;
        for (int row = 0; row < batch.rows(); row++) {
            int length = batch.lengths()[row];
            for (int column = 0; column < length; column++) {
                inputIds[start + column] = batch.inputIds()[row * batch.columns() + column];
                starts[start + column] = start;
                tokenWeights[start + column] = batch.tokenWeights()[row * batch.columns() + column];
            }
            for (int target = 0; target < targetPositions.length; target++) {
                long position = batch.targetPositions()[target];
                if (position / batch.columns() == row) {
                    targetPositions[target] = start + position % batch.columns();
                    targetTexts[target] = row;
                }
            }
            for (SoftTarget target : batch.softTargets()) {
                if (target.text() == row) {
                    softTargets.add(new SoftTarget(
                            start + target.position() % batch.columns(), row, target.reference(), target.weight()));
                }
            }
            start += length;
        }
        return new TokenBatch(
                1,
                columns,
                inputIds,
                new int[] {columns},
                starts,
                tokenWeights,
                targetPositions,
                batch.targetIds(),
                targetTexts,
                batch.targetWeights(),
                softTargets);
    }

    /** Weights of an adapter that changes what a model says. */
    public static LoraWeights random(LoraLayout layout, long seed) {
        Random random = new Random(seed);
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.1 * random.nextGaussian());
        }
        return new LoraWeights(layout, values);
    }

    /** An adapter of rank 2 on all projections that says something else than the model, always the same. */
    static LoraWeights adapter(OnnxEngine engine) {
        LoraLayout layout = engine.layout(LoraConfig.rank(2));
        Random random = new Random(3);
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.3f * (float) random.nextGaussian();
        }
        return new LoraWeights(layout, values);
    }
}
