package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.family.Families;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.FeedForward;
import io.github.modeleditor.importer.family.Packing;
import io.github.modeleditor.importer.tensor.Checkpoint;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.TensorViews;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A GGUF file in the words and names of Hugging Face's library. What the converter of llama.cpp did to rows is undone: queries and keys of
 * Llama and its kin lie there in the order that its rotation wants.
 *
 * @param config what the file says of the model
 * @param checkpoint its tensors, renamed
 * @param companions tokenizer, configurations and template as files
 */
public record GgufModel(Config config, Checkpoint checkpoint, Map<String, WeightContent> companions) {
    /** The architectures whose queries and keys are turned in neighbouring pairs there, and in halves here. */
    private static final Set<String> PAIRED = Set.of("llama", "granite", "smollm3");

    /** Tables of angles, which the configuration holds. */
    private static final Set<String> ANGLES =
            Set.of("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight");

    public GgufModel {
        companions = Map.copyOf(companions);
    }

    /**
     * Whether a file is one.
     *
     * @param file any path
     * @return true if it begins as GGUF files do
     */
    public static boolean isOne(Path file) {
        return GgufFile.isOne(file);
    }

    /**
     * Opens a file.
     *
     * @param path where it lies
     * @return the model
     * @throws InvalidModelException if it is damaged
     * @throws UnsupportedModelException if it holds something that is not known
     */
    public static GgufModel open(Path path) {
        GgufFile file = GgufFile.read(path);
        Config config = GgufConfig.of(file);
        Family family = Families.of(config);
        return new GgufModel(
                config, new Renaming(file, family).checkpoint(), GgufCompanions.of(file.metadata(), config));
    }

    /** Puts every tensor under the name that the family has for its role. */
    private static final class Renaming {
        private final GgufFile file;
        private final Family family;
        private final Map<String, TensorData> renamed = new LinkedHashMap<>();
        private final Map<String, TensorData> left;
        private final boolean paired;

        Renaming(GgufFile file, Family family) {
            this.file = file;
            this.family = family;
            left = new LinkedHashMap<>(file.tensors());
            paired = PAIRED.contains(file.metadata().requireText("general.architecture"));
        }

        Checkpoint checkpoint() {
            left.keySet().removeAll(ANGLES);
            move("token_embd", family.embedding());
            move("output_norm", family.finalNorm());
            move("output", family.head());
            move("position_embd", family.positionEmbedding());
            move("token_embd_norm", family.embeddingNorm());
            for (int layer = 0; layer < family.layers(); layer++) {
                layer("blk." + layer + ".", family.layer(layer) + ".");
            }
            // What has no role keeps its name, so that the graph refuses it by that.
            renamed.putAll(left);
            return new Checkpoint(file.metadata().file(), renamed);
        }

        private void layer(String block, String layer) {
            // Of Falcon's two norms side by side the second is that of attention.
            boolean two = left.containsKey(block + "attn_norm_2.weight");
            norm(block + "attn_norm_2", layer, family.attentionNorm());
            norm(block + "attn_norm", layer, two ? family.feedForwardNorm() : family.attentionNorm());
            norm(block + "post_attention_norm", layer, family.attentionPostNorm());
            norm(block + "post_ffw_norm", layer, family.feedForwardPostNorm());
            norm(block + "ffn_norm", layer, family.feedForwardNorm());
            if (family.packing() != Packing.SEPARATE) {
                move(block + "attn_qkv", layer + family.packed());
            }
            String attention = layer + family.attention() + ".";
            move(block + "attn_q", attention + "q_proj", family.heads());
            move(block + "attn_k", attention + "k_proj", family.keyHeads());
            move(block + "attn_v", attention + "v_proj");
            move(block + "attn_q_norm", attention + "q_norm");
            move(block + "attn_k_norm", attention + "k_norm");
            move(block + "attn_output", layer + family.attentionOutput());
            boolean packed = family.feedForward() == FeedForward.PACKED_GATED;
            move(block + "ffn_gate", layer + family.gate());
            move(block + "ffn_up", layer + (packed ? family.gate() : family.up()));
            move(block + "ffn_down", layer + family.down());
        }

        private void norm(String name, String layer, Optional<String> role) {
            role.ifPresent(norm -> move(name, layer + norm));
        }

        private void move(String name, Optional<String> role) {
            role.ifPresent(path -> move(name, path));
        }

        private void move(String name, String path) {
            move(name, path, 0);
        }

        private void move(String name, String path, int heads) {
            for (String part : new String[] {".weight", ".bias"}) {
                TensorData tensor = left.get(name + part);
                if (tensor != null && !renamed.containsKey(path + part)) {
                    renamed.put(path + part, heads > 0 && paired ? halved(tensor, heads) : tensor);
                    left.remove(name + part);
                }
            }
        }

        /** Row i of a head of n: the first half are the even rows there, the second the odd ones. */
        private static TensorData halved(TensorData tensor, int heads) {
            long rows = tensor.shape().isEmpty() ? 0 : tensor.shape().get(0);
            long width = rows / heads;
            if (width < 2 || width % 2 != 0 || rows % heads != 0) {
                return tensor; // of a shape that the configuration will contradict
            }
            return TensorViews.rows(tensor, row -> {
                long head = row / width;
                long place = row % width;
                return head * width + place % (width / 2) * 2 + place / (width / 2);
            });
        }
    }
}
