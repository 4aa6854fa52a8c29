package io.github.modeleditor.onnx;

import io.github.modeleditor.core.engine.TokenBatch;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The tiny random decoders under {@code fixtures}, and the batch their goldens were made with. */
public final class Fixtures {
    public static final List<String> NAMES =
            List.of("llama-dynamo", "llama-torchscript", "gpt2-dynamo", "gpt2-torchscript");

    private Fixtures() {}

    public static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource("/fixtures/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Safetensors golden(String name) {
        return Safetensors.read(folder(name).resolve("golden.safetensors"));
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
}
