package io.github.modeleditor.importer.decoder;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.FeedForward;
import io.github.modeleditor.importer.tensor.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A decoder as a graph, in the layout of onnxruntime-genai: {@code input_ids}, {@code attention_mask}, {@code position_ids} and a key/value
 * cache go in, {@code logits} and the grown cache come out.
 *
 * @param graph the graph; its weights lie in a file that is not there yet
 * @param weights how that file is written
 */
public record DecoderGraph(Graph graph, WeightPlan weights) {
    /**
     * Builds the graph of a model. Headers are read and compared, weights are not.
     *
     * @param family what the model is made of
     * @param checkpoint its tensors
     * @param folder where the graph will lie
     * @return the graph
     * @throws InvalidModelException if tensors are missing, too many, or of another shape than the configuration says
     */
    public static DecoderGraph of(Family family, Checkpoint checkpoint, Path folder) {
        Draft draft = new Draft(folder, checkpoint, family.config());
        new Assembly(draft, family).emit();
        draft.requireAllUsed();
        return new DecoderGraph(draft.builder().build(), draft.weights());
    }

    /** The modules in their order. */
    private static final class Assembly {
        private final Draft draft;
        private final Family family;
        private final Modules modules;
        private final AttentionModule attention;
        private final long size;

        Assembly(Draft draft, Family family) {
            this.draft = draft;
            this.family = family;
            modules = new Modules(draft, family);
            attention = new AttentionModule(draft, family, modules);
            size = family.hiddenSize();
        }

        void emit() {
            requireSharedHeads();
            draft.builder().input(Decoder.INPUT_IDS, DataType.INT64, "batch", "sequence");
            draft.builder().input(Decoder.ATTENTION_MASK, DataType.INT64, "batch", "total_sequence");
            draft.builder().input(Decoder.POSITION_IDS, DataType.INT64, "batch", "sequence");
            draft.builder().output(Decoder.LOGITS, DataType.FLOAT, "batch", "sequence", family.vocabularySize());
            String stream = embedded();
            for (int layer = 0; layer < family.layers(); layer++) {
                attention.declare(layer);
                stream = layer(layer, stream);
            }
            logits(modules.norm(family.finalNorm(), stream, size));
        }

        private void requireSharedHeads() {
            if (family.heads() % family.keyHeads() != 0) {
                throw new InvalidModelException("The configuration "
                        + family.config().place() + " says that " + family.heads() + " heads share the keys of "
                        + family.keyHeads() + ". Download it again.");
            }
        }

        private String embedded() {
            String path = family.embedding();
            String stream = modules.scaled(path, modules.embedded(Decoder.INPUT_IDS), family.embeddingScale());
            Optional<String> places = family.positionEmbedding();
            if (places.isPresent()) {
                int first = family.firstPosition();
                String rows = first == 0
                        ? Decoder.POSITION_IDS
                        : modules.add(
                                places.get(),
                                Decoder.POSITION_IDS,
                                draft.builder().integers(first));
                String table = draft.vector(places.get() + ".weight", 0, (long) family.positions() + first, size);
                stream = modules.add(places.get(), stream, modules.lookup(places.get(), table, rows));
            }
            return family.embeddingNorm().isPresent()
                    ? modules.norm(family.embeddingNorm().get(), stream, size)
                    : stream;
        }

        private String layer(int layer, String stream) {
            String path = family.layer(layer);
            String mixed = normed(path, family.attentionNorm(), stream);
            mixed = normed(path, family.attentionPostNorm(), attention.emit(layer, mixed));
            mixed = modules.scaled(path, mixed, family.residualScale());
            String next = modules.add(path, stream, mixed);
            String bent = normed(path, family.feedForwardNorm(), family.parallel() ? stream : next);
            bent = normed(path, family.feedForwardPostNorm(), feedForward(path, bent));
            return modules.add(path, next, modules.scaled(path, bent, family.residualScale()));
        }

        private String normed(String path, Optional<String> norm, String x) {
            return norm.isPresent()
                    ? draft.shared(
                            "norm " + norm.get() + " of " + x, () -> modules.norm(path + "." + norm.get(), x, size))
                    : x;
        }

        private String feedForward(String path, String x) {
            long width = family.feedForwardSize();
            boolean bias = family.feedForwardBias();
            String module = path + "." + family.up().replaceAll("\\.?[^.]*$", "");
            String bent;
            if (family.feedForward() == FeedForward.PLAIN) {
                bent = modules.activation(module, modules.linear(path + "." + family.up(), x, size, width, bias));
            } else {
                String gate;
                String up;
                if (family.feedForward() == FeedForward.PACKED_GATED) {
                    String both = modules.linear(path + "." + family.gate(), x, size, 2 * width, bias);
                    List<String> halves = modules.split(path + "." + family.gate(), both, 2, width, width);
                    gate = halves.get(0);
                    up = halves.get(1);
                } else {
                    gate = modules.linear(path + "." + family.gate(), x, size, width, bias);
                    up = modules.linear(path + "." + family.up(), x, size, width, bias);
                }
                bent = draft.node(module, Operator.MUL, List.of(modules.activation(module, gate), up));
            }
            return modules.linear(path + "." + family.down(), bent, width, size, bias);
        }

        private void logits(String hidden) {
            String path = family.head();
            boolean own = draft.find(path + ".weight").isPresent();
            String product = modules.head(hidden, family.tied().orElse(!own));
            String scaled = modules.scaled(path, product, 1 / family.logitsDivisor());
            draft.named(
                    path,
                    Operator.IDENTITY,
                    List.of(modules.capped(path, scaled, family.logitsCap())),
                    List.of(Decoder.LOGITS));
        }
    }
}
