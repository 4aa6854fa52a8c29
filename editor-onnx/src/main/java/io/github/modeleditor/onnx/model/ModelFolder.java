package io.github.modeleditor.onnx.model;

import io.github.modeleditor.api.error.InvalidModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the files of a model lie.
 *
 * @param folder the folder that the caller named, or that of the file the caller named
 * @param graph the ONNX file
 * @param tokenizer {@code tokenizer.json}
 */
public record ModelFolder(Path folder, Path graph, Path tokenizer) {
    /** As torch.onnx and Optimum, onnx-community, and older Optimum versions name the graph. */
    private static final List<String> GRAPHS = List.of(
            "model.onnx",
            "onnx/model.onnx",
            "decoder_model.onnx",
            "onnx/decoder_model.onnx",
            "decoder_model_merged.onnx",
            "onnx/decoder_model_merged.onnx");

    /**
     * Finds the files of a model.
     *
     * @param path a folder, or the ONNX file in it
     * @return the files; each exists
     * @throws InvalidModelException if one is missing
     */
    public static ModelFolder of(Path path) {
        Path graph = graphOf(path);
        Path folder = Files.isRegularFile(path)
                ? path.toAbsolutePath().resolveSibling("").normalize()
                : path;
        return new ModelFolder(folder, graph, beside(folder, graph, "tokenizer.json"));
    }

    /**
     * Finds a model's graph, whether or not there is a tokenizer.
     *
     * @param path a folder, or the ONNX file in it
     * @return the ONNX file; it exists
     * @throws InvalidModelException if it is missing
     */
    public static Path graphOf(Path path) {
        if (!Files.exists(path)) {
            throw new InvalidModelException(
                    "There is no model at " + path.toAbsolutePath() + ". Name a folder that holds a model.onnx.");
        }
        return Files.isRegularFile(path) ? path : graphIn(path);
    }

    /**
     * Whether a folder holds a graph.
     *
     * @param folder any path
     * @return true if there is one under a name that is looked for
     */
    static boolean holdsGraph(Path folder) {
        return GRAPHS.stream().map(folder::resolve).anyMatch(Files::isRegularFile);
    }

    private static Path graphIn(Path folder) {
        return GRAPHS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InvalidModelException("The folder " + folder.toAbsolutePath()
                        + " holds no ONNX graph: none of " + String.join(", ", GRAPHS)
                        + " is there, nor a model to import: config.json with model.safetensors, or one GGUF file."
                        + " Name the folder that holds it, or the file itself."));
    }

    private static Path beside(Path folder, Path graph, String name) {
        return List.of(folder.resolve(name), graph.resolveSibling(name), folder.resolveSibling(name)).stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InvalidModelException("The model in " + folder.toAbsolutePath() + " has no "
                        + name + ". Save its tokenizer there (tokenizer.save_pretrained in Python)."));
    }
}
