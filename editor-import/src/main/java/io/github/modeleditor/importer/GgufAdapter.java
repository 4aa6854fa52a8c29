package io.github.modeleditor.importer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.config.JsonFiles;
import io.github.modeleditor.importer.family.Families;
import io.github.modeleditor.importer.gguf.GgufLora;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Adapters of a model as GGUF files, which llama.cpp and Ollama put on the model that was published. Usable when the model's folder is gone.
 * Immutable and thread-safe.
 */
public final class GgufAdapter {
    private final Path place;
    private final @Nullable ObjectNode config;

    private GgufAdapter(Path place, @Nullable ObjectNode config) {
        this.place = place;
        this.config = config;
    }

    /**
     * What is needed of a model to write its adapters.
     *
     * @param config its {@code config.json}; may be missing, but then none can be written
     * @param graph its graph
     * @return a writer
     */
    public static GgufAdapter of(Path config, Graph graph) {
        if (!Files.isRegularFile(config) || !(JsonFiles.read(config) instanceof ObjectNode said)) {
            return new GgufAdapter(config, null);
        }
        // Only what was imported from GGUF splits packed products along their last axis.
        boolean sideBySide = graph.nodes().stream()
                .anyMatch(node -> node.is(Operator.SPLIT)
                        && node.name().endsWith("/query_key_value/Split")
                        && node.integer("axis", 0) == 2);
        return new GgufAdapter(config, said.deepCopy().put("packs_side_by_side", sideBySide));
    }

    /**
     * Writes an adapter, whole or not at all.
     *
     * @param file where to
     * @param weights the adapter
     * @throws AdapterException if the model does not say what it is, or GGUF has no name for a module
     * @throws UnsupportedModelException if the model is of no family that GGUF has
     * @throws StorageException if it cannot be written
     */
    public void writeTo(Path file, LoraWeights weights) {
        if (config == null) {
            throw new AdapterException("There is no " + place + ", which would say what the model is called in GGUF."
                    + " Save the adapter in another format, or put the file there.");
        }
        GgufLora lora = GgufLora.of(Families.of(new Config(place, config)), weights);
        AtomicFiles.write(file, lora::writeTo);
    }
}
