package io.github.modeleditor.onnx.export;

import io.github.modeleditor.api.error.AdapterException;
import java.util.Optional;
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

    private ModuleNames() {}

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
