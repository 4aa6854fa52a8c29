package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.Rope;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.TensorViews;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model says of itself in the words of GGUF: {@link GgufConfig}, the other way. */
final class GgufWords {
    /** The architectures there, where they are not called as here. Of Mistral nothing but its window is its own. */
    private static final Map<String, String> ARCHITECTURES =
            Map.of("gpt_neox", "gptneox", "gemma3_text", "gemma3", "mistral", "llama");

    private final Family family;
    private final Config config;
    private final String architecture;
    private final Map<String, Object> words = new LinkedHashMap<>();
    private final Map<String, TensorData> tables = new LinkedHashMap<>();

    private GgufWords(Family family) {
        this.family = family;
        config = family.config();
        architecture = architecture(config);
    }

    /**
     * What GGUF calls a model's architecture.
     *
     * @param config the model's
     * @return such as {@code llama}
     * @throws UnsupportedModelException if it has none for it
     */
    static String architecture(Config config) {
        String type = config.text("model_type").orElse("");
        if (type.equals("opt")) {
            throw new UnsupportedModelException("The model of " + config.place()
                    + " is of the architecture opt, which GGUF has no name for. Keep it in ONNX.");
        }
        return ARCHITECTURES.getOrDefault(type, type);
    }

    static GgufWords of(Family family) {
        GgufWords all = new GgufWords(family);
        all.sizes();
        all.attention();
        all.rope();
        return all;
    }

    Map<String, Object> words() {
        return words;
    }

    /** Divisors of frequencies, where there are any. */
    Map<String, TensorData> tables() {
        return tables;
    }

    private void say(String key, Object value) {
        words.put(architecture + "." + key, value);
    }

    private void number(String key, String name) {
        if (config.has(name)) {
            say(key, (float) config.number(name, 0));
        }
    }

    private void sizes() {
        say("vocab_size", family.vocabularySize());
        say("context_length", family.positions());
        say("embedding_length", family.hiddenSize());
        say("block_count", family.layers());
        say("feed_forward_length", family.feedForwardSize());
        say("attention.head_count", family.heads());
        say("attention.head_count_kv", family.keyHeads());
        if (config.has("head_dim")) {
            say("attention.key_length", family.headWidth());
            say("attention.value_length", family.headWidth());
        }
        say(family.layerNorm() ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon", (float)
                family.normEpsilon());
        number("logit_scale", "logits_scaling");
        number("residual_scale", "residual_multiplier");
        number("embedding_scale", "embedding_multiplier");
        number("attention.scale", "attention_multiplier");
        number("attn_logit_softcapping", "attn_logit_softcapping");
        number("final_logit_softcapping", "final_logit_softcapping");
        if (architecture.equals("gptneox")) {
            say("use_parallel_residual", family.parallel());
        }
        if (architecture.equals("falcon")) {
            say("tensor_data_layout", "jploski");
        }
    }

    private void attention() {
        List<Boolean> windowed = new ArrayList<>();
        int width = -1;
        for (int layer = 0; layer < family.layers(); layer++) {
            windowed.add(family.window(layer) > 0);
            width = Math.max(width, family.window(layer));
        }
        if (width > 0 && !architecture.equals("llama")) {
            say("attention.sliding_window", width);
            if (windowed.contains(false)) {
                say("attention.sliding_window_pattern", windowed);
            }
        }
    }

    private void rope() {
        Rope rope = null;
        for (int layer = 0; layer < family.layers(); layer++) {
            if (rope == null || family.layerType(layer).equals("full_attention")) {
                rope = family.rope(layer).orElse(rope);
            }
        }
        if (rope == null) {
            return;
        }
        Config parameters = config.part("rope_parameters");
        if (parameters.has("full_attention")) {
            parameters = parameters.part("full_attention");
        } else if (!config.has("rope_parameters")) {
            parameters = config.part("rope_scaling");
        }
        double usual = config.number("rope_theta", config.number("rotary_emb_base", 10_000));
        double theta = parameters.number("rope_theta", usual);
        say("rope.freq_base", (float) theta);
        say("rope.dimension_count", rope.rotated());
        String type = parameters.text("rope_type", "type").orElse("default");
        switch (type) {
            case "linear", "yarn" -> {
                say("rope.scaling.type", type);
                if (parameters.has("factor")) {
                    say("rope.scaling.factor", (float) parameters.number("factor", 1));
                }
                original(parameters);
            }
            case "llama3" -> tables.put("rope_freqs.weight", divisors(rope.frequencies(), theta));
            case "longrope", "su" -> {
                if (!rope.switches() && rope.scale() == 1) {
                    tables.put("rope_freqs.weight", factors(parameters, "short_factor"));
                } else {
                    tables.put("rope_factors_long.weight", factors(parameters, "long_factor"));
                    tables.put("rope_factors_short.weight", factors(parameters, "short_factor"));
                    say("rope.scaling.attn_factor", rope.scale());
                    original(parameters);
                }
            }
            default -> {
                // Default; and dynamic, which changes nothing up to the positions that the model says.
            }
        }
    }

    private void original(Config parameters) {
        String name = "original_max_position_embeddings";
        int usual = config.integerOr(name, family.positions());
        say("rope.scaling.original_context_length", parameters.integerOr(name, usual));
    }

    private static TensorData divisors(List<Float> frequencies, double theta) {
        float[] divisors = new float[frequencies.size()];
        for (int i = 0; i < divisors.length; i++) {
            float plain = 1 / (float) Math.pow(theta, 2f * i / (2 * divisors.length));
            divisors[i] = plain / frequencies.get(i);
        }
        return TensorViews.of(divisors, (long) divisors.length);
    }

    private static TensorData factors(Config parameters, String name) {
        List<Double> numbers = parameters.numbers(name);
        float[] factors = new float[numbers.size()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = numbers.get(i).floatValue();
        }
        return TensorViews.of(factors, (long) factors.length);
    }
}
