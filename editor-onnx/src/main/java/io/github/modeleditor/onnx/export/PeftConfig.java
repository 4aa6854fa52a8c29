package io.github.modeleditor.onnx.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.onnx.model.JsonFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@code adapter_config.json} says of a plain LoRA.
 *
 * @param rank of modules that the pattern does not name
 * @param alpha of modules that the pattern does not name
 * @param rankPattern ranks by the end of a module path, a regular expression
 * @param alphaPattern alphas by the end of a module path, a regular expression
 * @param rankStabilized whether the scale is {@code alpha / sqrt(rank)} instead of {@code alpha / rank}
 * @see <a href="https://huggingface.co/docs/peft/package_reference/lora">LoraConfig of PEFT</a>
 */
record PeftConfig(
        int rank,
        double alpha,
        Map<String, Double> rankPattern,
        Map<String, Double> alphaPattern,
        boolean rankStabilized) {
    static final String NAME = "adapter_config.json";

    /** What makes of a LoRA more than {@code + (alpha / rank) (xA) B} added to some products. */
    private static final List<String> EXTENSIONS = List.of(
            "use_dora",
            "lora_bias",
            "modules_to_save",
            "layer_replication",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens",
            "use_qalora",
            "use_bdlora",
            "arrow_config",
            "kasa_config",
            "monteclora_config",
            "velora_config",
            "megatron_config");

    PeftConfig {
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
    }

    /** Reads the configuration of an adapter's folder and refuses what is no plain LoRA. */
    static PeftConfig read(Path folder) {
        Path file = folder.resolve(NAME);
        JsonNode json;
        try {
            json = JsonFile.read(file);
        } catch (InvalidModelException e) {
            throw new AdapterException(String.valueOf(e.getMessage()), e);
        }
        if (!json.isObject()) {
            throw new AdapterException("The folder " + folder + " holds no PEFT adapter: it has no " + NAME
                    + " with an object in it. Name the folder that save_pretrained wrote.");
        }
        String type = json.path("peft_type").asText();
        if (!type.equals("LORA")) {
            throw unsupported(file, "has the peft_type \"" + type + "\"");
        }
        String bias = json.path("bias").asText("none");
        if (!bias.equals("none")) {
            throw unsupported(file, "trains biases (bias \"" + bias + "\")");
        }
        for (String extension : EXTENSIONS) {
            if (isSet(json.path(extension))) {
                throw unsupported(file, "sets " + extension);
            }
        }
        double rank = number(file, "r", json.path("r"));
        return new PeftConfig(
                (int) rank,
                number(file, "lora_alpha", json.path("lora_alpha")),
                pattern(file, "rank_pattern", json),
                pattern(file, "alpha_pattern", json),
                json.path("use_rslora").asBoolean());
    }

    private static boolean isSet(JsonNode value) {
        return value.isContainerNode() ? !value.isEmpty() : value.asBoolean() || value.isTextual();
    }

    private static AdapterException unsupported(Path file, String what) {
        return new AdapterException("The adapter of " + file + " " + what + ", and only plain LoRA is read: peft_type"
                + " LORA, no biases, no DoRA, no whole modules. Merge it in PEFT and export the model, or train a plain"
                + " LoRA.");
    }

    private static Map<String, Double> pattern(Path file, String name, JsonNode json) {
        Map<String, Double> pattern = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path(name).properties()) {
            try {
                Pattern.compile(entry.getKey());
            } catch (PatternSyntaxException e) {
                throw new AdapterException(
                        "The " + name + " in " + file + " has \"" + entry.getKey()
                                + "\", which is no regular expression. Save the adapter again.",
                        e);
            }
            pattern.put(entry.getKey(), number(file, name, entry.getValue()));
        }
        return pattern;
    }

    private static double number(Path file, String name, JsonNode value) {
        double number = value.asDouble();
        if (!value.isNumber() || !(number > 0) || Double.isInfinite(number) || number > Integer.MAX_VALUE) {
            throw new AdapterException(
                    "The " + name + " in " + file + " is " + value + ", not a number above 0. Save the adapter again.");
        }
        return number;
    }

    int rank(String path) {
        return (int) valueFor(path, rankPattern, rank);
    }

    /** The factor in front of a module's product, times its rank: what alpha is in {@code alpha / rank}. */
    double plainAlpha(String path) {
        double own = valueFor(path, alphaPattern, alpha);
        return rankStabilized ? own * Math.sqrt(rank(path)) : own;
    }

    private static double valueFor(String path, Map<String, Double> pattern, double otherwise) {
        // Where several match, the first in the file counts, as in PEFT.
        return pattern.entrySet().stream()
                .filter(entry -> Pattern.matches("(.*\\.)?(" + entry.getKey() + ")", path))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    /**
     * The file's content.
     *
     * @param baseModel what PEFT is to load underneath
     * @param targetModules which modules PEFT is to wrap
     * @param transposed whether these modules keep their weight as [in, out], as GPT-2's do
     */
    byte[] toJson(String baseModel, List<String> targetModules, boolean transposed) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.putObject("alpha_pattern").setAll(patternJson(mapper, alphaPattern));
        json.put("base_model_name_or_path", baseModel);
        json.put("bias", "none");
        json.put("fan_in_fan_out", transposed);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        put(json, "lora_alpha", alpha);
        json.put("lora_dropout", 0.0);
        json.putNull("modules_to_save");
        json.put("peft_type", "LORA");
        json.put("r", rank);
        json.putObject("rank_pattern").setAll(patternJson(mapper, rankPattern));
        ArrayNode modules = json.putArray("target_modules");
        targetModules.forEach(modules::add);
        json.put("task_type", "CAUSAL_LM");
        json.put("use_dora", false);
        json.put("use_rslora", rankStabilized);
        return (json.toPrettyString() + "\n").getBytes(UTF_8);
    }

    private static ObjectNode patternJson(ObjectMapper mapper, Map<String, Double> pattern) {
        ObjectNode json = mapper.createObjectNode();
        new TreeMap<>(pattern).forEach((path, value) -> put(json, path, value));
        return json;
    }

    /** Whole numbers without a point: PEFT's ranks are integers. */
    private static void put(ObjectNode json, String name, double value) {
        if (value == Math.rint(value)) {
            json.put(name, (long) value);
        } else {
            json.put(name, value);
        }
    }
}
