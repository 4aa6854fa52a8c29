package io.github.modeleditor.importer.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.importer.config.JsonFiles;
import io.github.modeleditor.importer.tensor.Checkpoint;
import io.github.modeleditor.importer.tensor.TensorData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of a folder of Hugging Face: one file, or shards that an index lists. */
public final class SafetensorsFolder {
    /** The file of a model that has one. */
    public static final String SINGLE = "model.safetensors";

    /** The list of the shards of a model that has several. */
    public static final String INDEX = "model.safetensors.index.json";

    private SafetensorsFolder() {}

    /**
     * Whether there are weights of this kind.
     *
     * @param folder any folder
     * @return true if so
     */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(SINGLE)) || Files.isRegularFile(folder.resolve(INDEX));
    }

    /**
     * Opens the weights.
     *
     * @param folder where they lie
     * @return all tensors
     * @throws InvalidModelException if a file is missing or damaged, or a tensor is not in the shard that the index says
     */
    public static Checkpoint open(Path folder) {
        if (Files.isRegularFile(folder.resolve(SINGLE))) {
            return new Checkpoint(folder, SafetensorsFile.read(folder.resolve(SINGLE)));
        }
        Path index = folder.resolve(INDEX);
        JsonNode map = JsonFiles.read(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new InvalidModelException(
                    "The file " + index + " has no weight_map, which says where tensors are. Download it again.");
        }
        Map<String, Map<String, TensorData>> shards = new LinkedHashMap<>();
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().asText();
            if (!shards.containsKey(shard)) {
                shards.put(shard, SafetensorsFile.read(place(folder, index, shard)));
            }
            TensorData tensor = shards.getOrDefault(shard, Map.of()).get(entry.getKey());
            if (tensor != null) {
                tensors.put(entry.getKey(), tensor);
            }
        }
        return new Checkpoint(folder, tensors);
    }

    private static Path place(Path folder, Path index, String shard) {
        Path root = folder.toAbsolutePath().normalize();
        Path file = root.resolve(shard).normalize();
        if (shard.isEmpty() || !file.startsWith(root) || file.equals(root)) {
            throw new InvalidModelException("The file " + index + " names the shard \"" + shard
                    + "\", which is not in its folder. Download it again.");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException(
                    "The shard " + file + ", which " + index + " lists, is missing. Download it into the same folder.");
        }
        return file;
    }
}
