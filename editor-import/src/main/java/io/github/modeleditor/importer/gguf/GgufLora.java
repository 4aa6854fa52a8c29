package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.PackedRows;
import io.github.modeleditor.importer.family.Packing;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.TensorViews;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An adapter as llama.cpp has it: A as [rank, inputs] and B as [outputs, rank], in single precision, under the names of the tensors that they
 * are added to, with B's rows in the order of theirs. The file scales by alpha over the rank of each module.
 */
public final class GgufLora {
    private final GgufContent content;

    private GgufLora(GgufContent content) {
        this.content = content;
    }

    /**
     * Translates an adapter.
     *
     * @param family what its model is made of; of packed products, how its graph has them
     * @param weights the adapter
     * @return the file, not yet written
     * @throws AdapterException if GGUF has no name for a module, or its tensor is another one's too
     */
    public static GgufLora of(Family family, LoraWeights weights) {
        String architecture = GgufWords.architecture(family.config());
        Map<String, TensorRole> roles = TensorRole.of(family, architecture).stream()
                .collect(Collectors.toMap(TensorRole::path, Function.identity(), (first, second) -> first));
        // Combined adapters have modules of unlike rank, and one scale.
        int rank = weights.layout().config().rank();
        GgufContent content = new GgufContent();
        content.say("general.architecture", architecture);
        content.say("general.type", "adapter");
        content.say("adapter.type", "lora");
        content.say("adapter.lora.alpha", (float) (weights.layout().config().scale() * rank));
        for (TargetModule module : weights.layout().targetModules()) {
            TensorRole role = roles.get(module.path());
            if (role == null) {
                throw new AdapterException("GGUF has no name for the module " + module.path()
                        + " of a model of the architecture " + architecture + ". Save the adapter in another format.");
            }
            boolean atEnd = module.embedding() || module.path().equals(family.head());
            if (atEnd && family.tied().orElse(false)) {
                throw new AdapterException("The adapter changes " + module.path()
                        + ", and in GGUF embedding and head of this model are one tensor, which an adapter would change"
                        + " for both. Merge it into a model, or save it in another format.");
            }
            add(content, family, role, module, weights, (float) rank / module.rank());
        }
        return new GgufLora(content);
    }

    private static void add(
            GgufContent content,
            Family family,
            TensorRole role,
            TargetModule module,
            LoraWeights weights,
            float ofRank) {
        float[] values = weights.values();
        long rank = module.rank();
        float[] a = Arrays.copyOfRange(values, module.offset(), module.offsetOfB());
        float[] b = Arrays.copyOfRange(values, module.offsetOfB(), module.offsetOfB() + module.sizeOfB());
        if (ofRank != 1) {
            for (int i = 0; i < b.length; i++) {
                b[i] /= ofRank;
            }
        }
        TensorData tall = TensorViews.of(a, (long) module.inputs(), rank);
        TensorData rows = TensorViews.transposed(TensorViews.of(b, rank, (long) module.outputs()));
        if (family.packing() == Packing.BY_HEAD && role.name().endsWith("attn_qkv")) {
            TensorData byHead = rows;
            rows = TensorViews.rows(byHead, row -> PackedRows.byHead(family, row));
        }
        String name = role.name() + ".weight";
        content.add(name + ".lora_a", module.embedding() ? tall : TensorViews.transposed(tall), Encoding.F32);
        content.add(name + ".lora_b", GgufExport.paired(rows, role), Encoding.F32);
    }

    /**
     * Writes the file.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    public void writeTo(OutputStream out) throws IOException {
        content.writeTo(out);
    }
}
