package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.lora.LoraInsertion;
import io.github.modeleditor.graph.lora.Projection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The graph that takes adapters: the base model's, with A and B of every projection as inputs that are empty by default. It
 * runs unedited as it is, and edited with an adapter active.
 */
public final class BaseGraph {
    /** What the file is called. */
    public static final String NAME = "model_lora.onnx";

    private static final String FINGERPRINT = "modeleditor.base_fingerprint";

    private BaseGraph() {}

    /**
     * Writes the graph, unless it is there already; where another model's is, or its weights, into a folder of its own in there, so that
     * no edit is lost for want of a name. ONNX Runtime reads weights only from the folder of their graph, so
     * weights that lie in files of their own are linked into the folder, or copied where links are impossible.
     *
     * @param folder where to; made where missing
     * @param graph the base model's, lowered
     * @param projections where adapters attach
     * @param fingerprint the base model's
     * @return the file
     * @throws StorageException if something cannot be written, or another file of the same name is in the way
     */
    public static Path write(Path folder, Graph graph, List<Projection> projections, String fingerprint) {
        Path place = isFree(folder, graph, fingerprint)
                ? folder
                : folder.resolve("model_lora-" + fingerprint.substring(0, Math.min(8, fingerprint.length())));
        Path file = place.resolve(NAME);
        if (Files.exists(file)) {
            requireOwn(file, fingerprint);
            return file;
        }
        ModelProto model = LoraInsertion.insertOptional(graph, projections).toProto().toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(FINGERPRINT).setValue(fingerprint))
                .build();
        for (Path data : graph.files()) {
            provide(data, place.resolve(graph.folder().relativize(data)));
        }
        AtomicFiles.write(file, model::writeTo);
        return file;
    }

    /** Whether neither the graph nor the weights of another model are in a folder. */
    private static boolean isFree(Path folder, Graph graph, String fingerprint) {
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            return isOwn(file, fingerprint);
        }
        try {
            for (Path data : graph.files()) {
                Path place = folder.resolve(graph.folder().relativize(data));
                if (Files.exists(place) && !isSame(data, place)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isOwn(Path file, String fingerprint) {
        boolean own;
        try (InputStream stream = Files.newInputStream(file)) {
            own = ModelProto.parseFrom(stream).getMetadataPropsList().stream()
                    .anyMatch(entry -> entry.getKey().equals(FINGERPRINT)
                            && entry.getValue().equals(fingerprint));
        } catch (IOException e) {
            own = false;
        }
        return own;
    }

    private static void requireOwn(Path file, String fingerprint) {
        if (!isOwn(file, fingerprint)) {
            throw new StorageException("The file " + file + " is damaged, or the base graph of another model. "
                    + "Give the base graph a folder of its own, or delete the file.");
        }
    }

    private static void provide(Path data, Path place) {
        try {
            if (Files.exists(place)) {
                requireSame(data, place);
                return;
            }
            Files.createDirectories(place.resolveSibling(""));
            try {
                Files.createLink(place, data.toRealPath());
            } catch (FileSystemException | UnsupportedOperationException e) {
                AtomicFiles.write(place, out -> Files.copy(data, out));
            }
        } catch (IOException e) {
            throw new StorageException(
                    "The weights " + data + " cannot be put to " + place + " (" + e.getMessage()
                            + "). Give the base graph a folder on a disk with room.",
                    e);
        }
    }

    private static boolean isSame(Path data, Path place) throws IOException {
        return Files.isSameFile(data, place) || Files.mismatch(data, place) < 0;
    }

    private static void requireSame(Path data, Path place) throws IOException {
        if (!isSame(data, place)) {
            throw new StorageException("The file " + place + " holds the weights of another model. "
                    + "Give the base graph a folder of its own.");
        }
    }
}
