package io.github.modeleditor.importer;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.importer.decoder.DecoderGraph;
import io.github.modeleditor.importer.family.Families;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.gguf.GgufExport;
import io.github.modeleditor.importer.gguf.GgufModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An imported model as a GGUF file, for llama.cpp and Ollama. Before anything is written the file is read as {@link ModelImport} would read
 * it: the graph has to be the same, node for node, and heads have to turn by the same angles. What GGUF cannot hold shows there. Immutable
 * and thread-safe.
 */
public final class GgufFiles {
    private final GgufExport export;

    private GgufFiles(GgufExport export) {
        this.export = export;
    }

    /**
     * Translates a model.
     *
     * @param folder what {@link ModelImport} wrote, or a merged model made of it
     * @param adapter what is added to its weights
     * @param eightBits whether matrices are written as Q8_0, else as F16; those whose rows are no multiple of 32 numbers long are F16 always,
     *     and vectors are F32
     * @return the file, not yet written
     * @throws UnsupportedModelException if the model was not imported, or GGUF cannot hold it, with what it cannot hold
     */
    public static GgufFiles of(Path folder, Optional<LoraWeights> adapter, boolean eightBits) {
        ImportedFolder model = ImportedFolder.open(folder, adapter);
        GgufExport export = GgufExport.of(model.family(), model.checkpoint(), folder, eightBits);
        GgufModel read = export.read();
        Family family = Families.of(read.config());
        different(model, family, read, folder).ifPresent(node -> {
            throw refused(folder, "computes " + node + " otherwise than a reader of the file would");
        });
        export.turnsOtherwise(family).ifPresent(layer -> {
            throw refused(
                    folder, "turns the heads of layer " + layer + " by other angles than a reader of the file would");
        });
        return new GgufFiles(export);
    }

    private static Optional<String> different(ImportedFolder model, Family family, GgufModel read, Path folder) {
        Graph written =
                DecoderGraph.of(model.family(), model.checkpoint(), folder).graph();
        try {
            return Graphs.difference(
                    written, DecoderGraph.of(family, read.checkpoint(), folder).graph());
        } catch (InvalidModelException e) {
            // A reader wants other weights, as of another kind of layer.
            return Optional.of("its layers (" + e.getMessage() + ")");
        }
    }

    private static UnsupportedModelException refused(Path folder, String reason) {
        return new UnsupportedModelException(
                "The model in " + folder + " " + reason + ": GGUF has no words for that. Keep the model in ONNX.");
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param file where to
     * @throws StorageException if something is there, or it cannot be written
     */
    public void writeTo(Path file) {
        if (Files.exists(file)) {
            throw new StorageException("There is something at " + file
                    + " already; it was left as it is. Name a file that does not exist.");
        }
        AtomicFiles.write(file, export::writeTo);
    }
}
