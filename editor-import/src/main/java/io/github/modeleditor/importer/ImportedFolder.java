package io.github.modeleditor.importer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.graph.ir.ExternalData;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.config.JsonFiles;
import io.github.modeleditor.importer.decoder.DecoderGraph;
import io.github.modeleditor.importer.family.Families;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.PackedRows;
import io.github.modeleditor.importer.family.Packing;
import io.github.modeleditor.importer.tensor.Checkpoint;
import io.github.modeleditor.importer.tensor.FloatTensor;
import io.github.modeleditor.importer.tensor.MappedFile;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.TensorViews;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX folder that {@link ModelImport} wrote, read back: its weights under the names, and in the order of rows, of a checkpoint. To know
 * which weight is which, the graph is built once more from the configuration, and has to be the one that lies there, node for node.
 *
 * @param family of a checkpoint whose matrices are [outputs, inputs], whose norms hold all they multiply by, and whose packed products
 *     are side by side
 * @param checkpoint its tensors
 */
record ImportedFolder(Family family, Checkpoint checkpoint) {
    /** Tables that are made of the configuration. */
    private static final String MADE = "rotary_\\d+\\.(cos|sin)|alibi_slopes";

    /**
     * Reads a folder.
     *
     * @param folder with {@code model.onnx} and {@code config.json}
     * @param adapter what is added to its matrices
     * @return the model
     * @throws UnsupportedModelException if the graph is not one that was imported, or the adapter is not of it
     */
    static ImportedFolder open(Path folder, Optional<LoraWeights> adapter) {
        return new Reader(folder, GraphReader.read(folder.resolve("model.onnx"))).read(adapter);
    }

    private static final class Reader {
        private final Path folder;
        private final Path configuration;
        private final Graph graph;
        private final ObjectNode json;
        private final Map<String, TensorData> tensors = new LinkedHashMap<>();
        private final Map<Path, MappedFile> files = new HashMap<>();

        Reader(Path folder, Graph graph) {
            this.folder = folder;
            this.graph = graph;
            configuration = folder.resolve("config.json");
            json = JsonFiles.read(configuration).deepCopy();
            json.put("norm_weight_offset", 0).put("stores_transposed", false);
            Set<String> matrices = new HashSet<>();
            for (Node node : graph.nodes()) {
                if (node.is(Operator.MATMUL_N_BITS)) {
                    throw refused("keeps weights in few bits (--keep-quantized), and GGUF is written of floats");
                }
                if (node.is(Operator.MATMUL)) {
                    matrices.add(node.input(1));
                }
            }
            for (Weight weight : graph.weights().values()) {
                if (weight.place().isPresent() && !weight.name().matches(MADE)) {
                    TensorData tensor = tensor(weight, weight.place().get());
                    boolean isMatrix = matrices.contains(weight.name()) && weight.rank() == 2;
                    tensors.put(weight.name(), isMatrix ? TensorViews.transposed(tensor) : tensor);
                }
            }
        }

        private TensorData tensor(Weight weight, ExternalData place) {
            FloatTensor.Format format =
                    switch (weight.stored()) {
                        case FLOAT -> FloatTensor.Format.F32;
                        case FLOAT16 -> FloatTensor.Format.F16;
                        case BFLOAT16 -> FloatTensor.Format.BF16;
                        default -> throw refused("has the weight " + weight.name() + " of the type " + weight.stored());
                    };
            return new FloatTensor(
                    files.computeIfAbsent(place.file(), MappedFile::open), place.offset(), format, weight.shape());
        }

        ImportedFolder read(Optional<LoraWeights> adapter) {
            boolean byHead = isRebuilt(false);
            if (!byHead && !isRebuilt(true)) {
                throw refused("has a graph that import did not write, so that nothing tells which weight is which");
            }
            Family family = family(!byHead);
            adapter.ifPresent(lora -> add(lora, family));
            if (byHead && family.packing() == Packing.BY_HEAD) {
                for (int layer = 0; layer < family.layers(); layer++) {
                    for (String part : List.of(".weight", ".bias")) {
                        tensors.computeIfPresent(
                                family.layer(layer) + "." + family.packed() + part,
                                (name, tensor) -> TensorViews.rows(tensor, row -> PackedRows.byHead(family, row)));
                    }
                }
            }
            return new ImportedFolder(family(true), new Checkpoint(folder, tensors));
        }

        private Family family(boolean sideBySide) {
            return Families.of(new Config(configuration, json.deepCopy().put("packs_side_by_side", sideBySide)));
        }

        private boolean isRebuilt(boolean sideBySide) {
            Checkpoint checkpoint = new Checkpoint(folder, tensors);
            try {
                Graph again =
                        DecoderGraph.of(family(sideBySide), checkpoint, folder).graph();
                return Graphs.difference(graph, again).isEmpty();
            } catch (InvalidModelException e) {
                return false; // it has other weights
            }
        }

        private void add(LoraWeights adapter, Family family) {
            String head = family.head() + ".weight";
            TensorData table = tensors.get(family.embedding() + ".weight");
            for (TargetModule module : adapter.layout().targetModules()) {
                boolean atEnd =
                        module.path().equals(family.head()) || module.path().equals(family.embedding());
                if (atEnd && table != null && tensors.putIfAbsent(head, table) == null) {
                    // What was one matrix is two from now on.
                    json.put("tie_word_embeddings", false);
                }
                String name = module.path() + ".weight";
                TensorData base = tensors.get(name);
                if (base == null) {
                    throw refused("has no module " + module.path() + ", which the adapter is for");
                }
                tensors.put(name, new AdaptedTensor(base, module, adapter));
            }
        }

        private UnsupportedModelException refused(String reason) {
            return new UnsupportedModelException(
                    "The model in " + folder + " " + reason + ". Import the published model, and edit that.");
        }
    }
}
