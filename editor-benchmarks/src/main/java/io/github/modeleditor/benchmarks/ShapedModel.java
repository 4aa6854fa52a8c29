package io.github.modeleditor.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Writes a model of a published shape with random weights, as a Hugging Face folder: {@code config.json}, one file of bfloat16
 * safetensors, and somebody's tokenizer. Speed and memory do not depend on what weights are, and what imports the folder here and what
 * reads it elsewhere have the same ones.
 *
 * <pre>java -cp editor-benchmarks.jar io.github.modeleditor.benchmarks.ShapedModel SHAPE OUTPUT TOKENIZER_JSON</pre>
 *
 * <p>The tokenizer may be of a smaller vocabulary: tokens beyond it are never met.
 */
public final class ShapedModel {
    /** A power of two, so that tensors are not one and the same slice. */
    private static final int BLOCK = 1 << 22;

    private static final double DEVIATION = 0.02;

    private ShapedModel() {}

    /** Whose shape, in the fields of their {@code config.json}; all tie embedding and head. */
    private enum Shape {
        /** SmolLM2-135M, to compare with the real one. */
        SMOLLM2_135M("llama", 576, 1536, 30, 9, 3, 49152),
        /** Qwen2.5-0.5B. */
        QWEN2_5_0_5B("qwen2", 896, 4864, 24, 14, 2, 151936),
        /** Llama-3.2-1B, without what its rotations do beyond 8,192 positions. */
        LLAMA_3_2_1B("llama", 2048, 8192, 16, 32, 8, 128256),
        /** Llama-3.2-3B, likewise. */
        LLAMA_3_2_3B("llama", 3072, 8192, 28, 24, 8, 128256);

        private final String family;
        private final int hidden;
        private final int intermediate;
        private final int layers;
        private final int heads;
        private final int keyHeads;
        private final int vocabulary;

        Shape(String family, int hidden, int intermediate, int layers, int heads, int keyHeads, int vocabulary) {
            this.family = family;
            this.hidden = hidden;
            this.intermediate = intermediate;
            this.layers = layers;
            this.heads = heads;
            this.keyHeads = keyHeads;
            this.vocabulary = vocabulary;
        }

        private String config() {
            return String.format(
                    Locale.ROOT,
                    """
                    {"architectures": ["%s"], "model_type": "%s", "hidden_size": %d, "intermediate_size": %d,
                     "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d, "vocab_size": %d,
                     "hidden_act": "silu", "max_position_embeddings": 8192, "rms_norm_eps": 1e-05, "rope_theta": 100000.0,
                     "tie_word_embeddings": true, "bos_token_id": 0, "eos_token_id": 0, "torch_dtype": "bfloat16"}
                    """,
                    isQwen() ? "Qwen2ForCausalLM" : "LlamaForCausalLM",
                    family,
                    hidden,
                    intermediate,
                    layers,
                    heads,
                    keyHeads,
                    vocabulary);
        }

        private boolean isQwen() {
            return family.equals("qwen2");
        }

        private List<Tensor> tensors() {
            int keys = hidden / heads * keyHeads;
            List<Tensor> tensors = new ArrayList<>();
            tensors.add(new Tensor("model.embed_tokens.weight", vocabulary, hidden));
            for (int layer = 0; layer < layers; layer++) {
                String prefix = "model.layers." + layer + ".";
                tensors.add(new Tensor(prefix + "input_layernorm.weight", hidden));
                tensors.add(new Tensor(prefix + "post_attention_layernorm.weight", hidden));
                tensors.add(new Tensor(prefix + "self_attn.q_proj.weight", hidden, hidden));
                tensors.add(new Tensor(prefix + "self_attn.k_proj.weight", keys, hidden));
                tensors.add(new Tensor(prefix + "self_attn.v_proj.weight", keys, hidden));
                tensors.add(new Tensor(prefix + "self_attn.o_proj.weight", hidden, hidden));
                tensors.add(new Tensor(prefix + "mlp.gate_proj.weight", intermediate, hidden));
                tensors.add(new Tensor(prefix + "mlp.up_proj.weight", intermediate, hidden));
                tensors.add(new Tensor(prefix + "mlp.down_proj.weight", hidden, intermediate));
                if (isQwen()) {
                    tensors.add(new Tensor(prefix + "self_attn.q_proj.bias", hidden));
                    tensors.add(new Tensor(prefix + "self_attn.k_proj.bias", keys));
                    tensors.add(new Tensor(prefix + "self_attn.v_proj.bias", keys));
                }
            }
            tensors.add(new Tensor("model.norm.weight", hidden));
            return tensors;
        }
    }

    /** A tensor to be. */
    private record Tensor(String name, List<Integer> shape) {
        Tensor(String name, Integer... shape) {
            this(name, Arrays.asList(shape));
        }

        long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }

        boolean isScale() {
            return name.endsWith("norm.weight");
        }
    }

    /**
     * Writes the folder.
     *
     * @param arguments shape, output and tokenizer
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("Give SHAPE OUTPUT TOKENIZER_JSON, SHAPE one of " + Arrays.toString(Shape.values()));
            System.exit(2);
        }
        Shape shape = Shape.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        Path output = Files.createDirectories(Path.of(arguments[1]));
        Files.writeString(output.resolve("config.json"), shape.config());
        Files.copy(Path.of(arguments[2]), output.resolve("tokenizer.json"));
        write(shape.tensors(), output.resolve("model.safetensors"));
    }

    private static void write(List<Tensor> tensors, Path file) throws IOException {
        byte[] header = header(tensors).getBytes(UTF_8);
        byte[] numbers = numbers();
        int start = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Tensor tensor : tensors) {
                if (tensor.isScale()) {
                    out.write(ones(Math.toIntExact(tensor.elements())));
                    continue;
                }
                long left = tensor.elements() * Short.BYTES;
                while (left > 0) {
                    int count = (int) Math.min(left, numbers.length - start);
                    out.write(numbers, start, count);
                    start = (start + count) % numbers.length;
                    left -= count;
                }
            }
        }
    }

    private static byte[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return block(ones);
    }

    private static String header(List<Tensor> tensors) {
        long[] end = {0};
        return tensors.stream()
                .map(tensor -> {
                    long begin = end[0];
                    end[0] += tensor.elements() * Short.BYTES;
                    return String.format(
                            Locale.ROOT,
                            "\"%s\": {\"dtype\": \"BF16\", \"shape\": %s, \"data_offsets\": [%d, %d]}",
                            tensor.name(),
                            tensor.shape(),
                            begin,
                            end[0]);
                })
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static byte[] numbers() {
        Random random = new Random(0);
        float[] numbers = new float[BLOCK];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (DEVIATION * random.nextGaussian());
        }
        return block(numbers);
    }

    /** As bfloat16, the upper half of a float. */
    private static byte[] block(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putShort((short) (Float.floatToRawIntBits(number) >>> Short.SIZE));
        }
        return bytes.array();
    }
}
