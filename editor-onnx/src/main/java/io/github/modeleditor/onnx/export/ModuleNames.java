package io.github.modeleditor.onnx.export;

import io.github.modeleditor.api.error.AdapterException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What others call the module of a projection. */
final class ModuleNames {
    /** A path into a module tree, such as {@code transformer.h.0.attn.c_attn}, or the head of one. */
    private static final Pattern TORCH =
            Pattern.compile("([A-Za-z_]\\w*\\.)+(\\d+(\\.\\w+)*\\.)?[A-Za-z_]\\w*|lm_head|embed_out");

    /** The model builder of onnxruntime-genai says {@code attn}, whatever the attention's module is called in torch. */
    private static final Pattern GENAI = Pattern.compile("(model\\.layers\\.\\d+\\.)attn(\\.[qkvo]_proj)");

    private static final Pattern GENAI_PACKED = Pattern.compile("model\\.layers\\.\\d+\\.attn\\..*");

    private static final Pattern TORCH_ATTENTION = Pattern.compile("(model\\.layers\\.\\d+\\.)self_attn(\\..*)");

    /** Where the layers of a Hugging Face decoder stand, from the root of the model on. */
    private static final Pattern LAYERS =
            Pattern.compile("(.*\\.)?((?:model|transformer|gpt_neox)\\.(?:decoder\\.)?(?:layers|h)\\.\\d+\\..*)");

    /** Models of more than text have their decoder under one of these names, which is no wrapper's. */
    private static final Pattern PART = Pattern.compile("(.*\\.)?(language_model|text_model|llm)\\.");

    private ModuleNames() {}

    /**
     * What an export has in front of every path where the model was exported inside of another module ({@code self.m = model}): PEFT
     * knows the model alone.
     *
     * @param paths of all projections
     * @return such as {@code m.}; empty where nothing is in front, or not of all
     */
    static String wrapper(Collection<String> paths) {
        Set<String> prefixes = new HashSet<>();
        for (String path : paths) {
            Matcher layers = LAYERS.matcher(path);
            if (layers.matches()) {
                prefixes.add(Objects.requireNonNullElse(layers.group(1), ""));
            }
        }
        return prefixes.size() == 1 && !PART.matcher(prefixes.iterator().next()).matches()
                ? prefixes.iterator().next()
                : "";
    }

    /** A path without what the export has in front of it. */
    static String unwrapped(String path, String wrapper) {
        return path.startsWith(wrapper) ? path.substring(wrapper.length()) : path;
    }

    /** The path of the torch module, if the export kept it. */
    static Optional<String> torch(String path) {
        Matcher built = GENAI.matcher(path);
        if (built.matches()) {
            return Optional.of(built.group(1) + "self_attn" + built.group(2));
        }
        return TORCH.matcher(path).matches() && !GENAI_PACKED.matcher(path).matches()
                ? Optional.of(path)
                : Optional.empty();
    }

    static String requireTorch(String path, boolean namedByStructure) {
        return torch(path)
                .filter(named -> !namedByStructure)
                .orElseThrow(() -> new AdapterException("The export calls a projection " + path
                        + ", which is no path of a torch module, so PEFT would not find it. Export the model with"
                        + " torch.onnx, which keeps the names, or save the adapter as .onnx_adapter."));
    }

    /** What the model builder of onnxruntime-genai calls the module. */
    static String genai(String path) {
        Matcher torch = TORCH_ATTENTION.matcher(path);
        return torch.matches() ? torch.group(1) + "attn" + torch.group(2) : path;
    }
}
