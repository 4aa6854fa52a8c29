package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.FeedForward;
import io.github.modeleditor.importer.family.Packing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a module's weight and bias are called in GGUF and in Hugging Face's library. One table for reading and for writing.
 *
 * @param name there, without {@code .weight}
 * @param path here, without {@code .weight}
 * @param pairedHeads how many heads of rows lie there in neighbouring pairs, and here in halves; 0 where rows have one order in both
 */
record TensorRole(String name, String path, int pairedHeads) {
    /** The architectures whose queries and keys are turned in neighbouring pairs there, and in halves here. */
    private static final Set<String> PAIRED = Set.of("llama", "granite", "smollm3");

    /**
     * All modules of a model. Where two names have one path, the first is meant.
     *
     * @param family what the model is made of
     * @param architecture what GGUF calls it
     * @return the table
     */
    static List<TensorRole> of(Family family, String architecture) {
        return new Table(family, architecture).roles();
    }

    /** The row here of a row there, in heads of a width. */
    long rowHere(long row, long width) {
        long place = row % width;
        return row - place + place / 2 + place % 2 * (width / 2);
    }

    /** The row there of a row here, in heads of a width. */
    long rowThere(long row, long width) {
        long place = row % width;
        return row - place + place % (width / 2) * 2 + place / (width / 2);
    }

    private static final class Table {
        private final Family family;
        private final String architecture;
        private final List<TensorRole> roles = new ArrayList<>();

        Table(Family family, String architecture) {
            this.family = family;
            this.architecture = architecture;
        }

        List<TensorRole> roles() {
            add("token_embd", family.embedding());
            add("output_norm", family.finalNorm());
            add("output", family.head());
            family.positionEmbedding().ifPresent(path -> add("position_embd", path));
            family.embeddingNorm().ifPresent(path -> add("token_embd_norm", path));
            for (int layer = 0; layer < family.layers(); layer++) {
                layer("blk." + layer + ".", family.layer(layer) + ".");
            }
            return roles;
        }

        private void layer(String block, String layer) {
            // Of Falcon's two norms side by side the second is that of attention.
            boolean two =
                    architecture.equals("falcon") && !family.attentionNorm().equals(family.feedForwardNorm());
            if (two && family.parallel()) {
                norm(block + "attn_norm_2", layer, family.attentionNorm());
                norm(block + "attn_norm", layer, family.feedForwardNorm());
            } else {
                norm(block + "attn_norm", layer, family.attentionNorm());
            }
            norm(block + "post_attention_norm", layer, family.attentionPostNorm());
            norm(block + "post_ffw_norm", layer, family.feedForwardPostNorm());
            norm(block + "ffn_norm", layer, family.feedForwardNorm());
            if (family.packing() != Packing.SEPARATE) {
                add(block + "attn_qkv", layer + family.packed());
            }
            String attention = layer + family.attention() + ".";
            boolean paired = PAIRED.contains(architecture);
            roles.add(new TensorRole(block + "attn_q", attention + "q_proj", paired ? family.heads() : 0));
            roles.add(new TensorRole(block + "attn_k", attention + "k_proj", paired ? family.keyHeads() : 0));
            add(block + "attn_v", attention + "v_proj");
            add(block + "attn_q_norm", attention + "q_norm");
            add(block + "attn_k_norm", attention + "k_norm");
            add(block + "attn_output", layer + family.attentionOutput());
            if (family.feedForward() == FeedForward.PACKED_GATED) {
                add(block + "ffn_up", layer + family.gate());
            } else {
                add(block + "ffn_gate", layer + family.gate());
                add(block + "ffn_up", layer + family.up());
            }
            add(block + "ffn_down", layer + family.down());
        }

        private void norm(String name, String layer, Optional<String> role) {
            role.ifPresent(norm -> add(name, layer + norm));
        }

        private void add(String name, String path) {
            roles.add(new TensorRole(name, path, 0));
        }
    }
}
