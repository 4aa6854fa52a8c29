package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.family.Families;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.tensor.Checkpoint;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.TensorViews;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
        return of(GgufFile.read(path));
    }

    /** The model in a file. */
    static GgufModel of(GgufFile file) {
        Config config = GgufConfig.of(file);
        Family family = Families.of(config);
        return new GgufModel(config, renamed(file, family), GgufCompanions.of(file.metadata(), config));
    }

    /** Puts every tensor under the name that the family has for its role. */
    private static Checkpoint renamed(GgufFile file, Family family) {
        Map<String, TensorData> left = new LinkedHashMap<>(file.tensors());
        left.keySet().removeAll(ANGLES);
        Map<String, TensorData> renamed = new LinkedHashMap<>();
        for (TensorRole role : TensorRole.of(family, file.metadata().requireText("general.architecture"))) {
            for (String part : new String[] {".weight", ".bias"}) {
                TensorData tensor = left.get(role.name() + part);
                if (tensor != null && !renamed.containsKey(role.path() + part)) {
                    renamed.put(role.path() + part, role.pairedHeads() > 0 ? halved(tensor, role) : tensor);
                    left.remove(role.name() + part);
                }
            }
        }
        // What has no role keeps its name, so that the graph refuses it by that.
        renamed.putAll(left);
        return new Checkpoint(file.metadata().file(), renamed);
    }

    /** Row i of a head of n: the first half are the even rows there, the second the odd ones. */
    private static TensorData halved(TensorData tensor, TensorRole role) {
        long rows = tensor.shape().isEmpty() ? 0 : tensor.shape().get(0);
        long width = rows / role.pairedHeads();
        if (width < 2 || width % 2 != 0 || rows % role.pairedHeads() != 0) {
            return tensor; // of a shape that the configuration will contradict
        }
        return TensorViews.rows(tensor, row -> role.rowThere(row, width));
    }
}
