package io.github.modeleditor.onnx.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.onnx.model.JsonFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
        int rank, double alpha, ModulePatterns rankPattern, ModulePatterns alphaPattern, boolean rankStabilized) {
    static final String NAME = "adapter_config.json";

    /**
     * What a plain LoRA may say of itself. Anything else that is set makes more of it than {@code + (alpha / rank) (xA) B} added to
     * some products, or is not known to make less.
     */
    private static final Set<String> PLAIN = Set.of(
            "task_type",
            "peft_type",
            "auto_mapping",
            "peft_version",
            "base_model_name_or_path",
            "revision",
            "inference_mode",
            "r",
            "target_modules",
            "exclude_modules",
            "lora_alpha",
            "lora_dropout",
            "fan_in_fan_out",
            "bias",
            "use_rslora",
            "init_lora_weights",
            "layers_to_transform",
            "layers_pattern",
            "rank_pattern",
            "alpha_pattern",
            // Settings of what is off unless another field says so.
            "megatron_core",
            "loftq_config",
            "eva_config",
            "corda_config",
            "lora_ga_config",
            "qalora_group_size",
            "runtime_config",
            "ensure_weight_tying");

    /**
     * Initializations that leave the base model as it is. With others, PiSSA and OLoRA among them, PEFT subtracts the first A and B
     * from the base model's weights when it loads the adapter.
     */
    private static final Set<String> KEEPS_BASE =
            Set.of("", "true", "false", "null", "gaussian", "eva", "orthogonal", "mica");

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
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!PLAIN.contains(field.getKey()) && isSet(field.getValue())) {
                throw unsupported(file, "sets " + field.getKey());
            }
        }
        String initialization = json.path("init_lora_weights").asText();
        if (!KEEPS_BASE.contains(Ascii.toLowerCase(initialization))) {
            throw unsupported(
                    file,
                    "may change the base model when PEFT loads it (init_lora_weights \"" + initialization + "\")");
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
                + " LORA, no biases, no DoRA, no whole modules, no change of the base model. Merge it in PEFT and export the model, or train a plain"
                + " LoRA.");
    }

    private static ModulePatterns pattern(Path file, String name, JsonNode json) {
        Map<String, Double> pattern = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path(name).properties()) {
            pattern.put(entry.getKey(), number(file, name, entry.getValue()));
        }
        return new ModulePatterns(
                pattern,
                what -> new AdapterException("The " + name + " in " + file + " " + what + ". Save the adapter again."));
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
        return (int) rankPattern.of(path, rank);
    }

    /** The factor in front of a module's product, times its rank: what alpha is in {@code alpha / rank}. */
    double plainAlpha(String path) {
        double own = alphaPattern.of(path, alpha);
        return rankStabilized ? own * Math.sqrt(rank(path)) : own;
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
        json.putObject("alpha_pattern").setAll(patternJson(mapper, alphaPattern.values()));
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
        json.putObject("rank_pattern").setAll(patternJson(mapper, rankPattern.values()));
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
