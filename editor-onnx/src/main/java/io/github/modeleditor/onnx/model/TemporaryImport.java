package io.github.modeleditor.onnx.model;

import com.google.common.base.Stopwatch;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.ModelImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A published model that was opened where an ONNX folder is wanted: it is imported into the folder of temporary files, from where its
 * weights are mapped, and removed when the model is closed or the program ends. The same model becomes the same bytes each time, so that
 * adapters know it again. Thread-safe.
 */
public final class TemporaryImport implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private final Path root;
    private final Path folder;
    private final Thread atExit = new Thread(this::delete, "modeleditor-import");

    private TemporaryImport(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * The import that a path asks for.
     *
     * @param model where a caller says that a model is
     * @return what is to be imported, not yet written; empty where there is an ONNX graph, or neither
     * @throws InvalidModelException if the model is damaged
     * @throws UnsupportedModelException if it is of no known family
     */
    public static Optional<ModelImport> asked(Path model) {
        return !ModelFolder.holdsGraph(model) && ModelImport.isPossible(model)
                ? Optional.of(ModelImport.open(model))
                : Optional.empty();
    }

    /**
     * Imports a model.
     *
     * @param model where it lies
     * @param source what was found there
     * @return the folder it became
     * @throws StorageException if there is no room for it
     */
    public static TemporaryImport of(Path model, ModelImport source) {
        Path root;
        try {
            root = Files.createTempDirectory("modeleditor-");
        } catch (IOException e) {
            throw new StorageException(
                    "No folder for temporary files can be made in " + System.getProperty("java.io.tmpdir") + " ("
                            + e.getMessage() + "). Say another one with -Djava.io.tmpdir.",
                    e);
        }
        Path name = model.toAbsolutePath().normalize().getFileName();
        TemporaryImport imported = new TemporaryImport(root, root.resolve(name == null ? "model" : name.toString()));
        try {
            Stopwatch stopwatch = Stopwatch.createStarted();
            source.writeTo(imported.folder);
            LOGGER.info("Imported {} into {} for as long as it is open; that took {}.", model, root, stopwatch);
            return imported;
        } catch (RuntimeException e) {
            imported.close();
            throw e;
        }
    }

    /**
     * Where the ONNX folder is.
     *
     * @return a folder of the model's name
     */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The program ends already, and the hook finds nothing to do.
        }
    }

    /** What is mapped still cannot be removed everywhere; the system's own cleaning takes it then. */
    private void delete() {
        try {
            if (Files.exists(root)) {
                MoreFiles.deleteRecursively(root, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        } catch (IOException e) {
            // Nobody can do more about a file that will not go.
        }
    }
}
