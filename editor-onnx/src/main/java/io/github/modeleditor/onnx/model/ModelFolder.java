package io.github.modeleditor.onnx.model;

import io.github.modeleditor.api.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
     * @throws InvalidModelException if it is missing, or there are several of which none has a usual name
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
                .orElseGet(() -> onlyGraphIn(folder));
    }

    /** A folder of which one file was downloaded, such as {@code model_fp16.onnx}. */
    private static Path onlyGraphIn(Path folder) {
        List<Path> all = Stream.of(folder, folder.resolve("onnx"))
                .flatMap(ModelFolder::graphs)
                .toList();
        List<Path> whole = all.stream().filter(graph -> !isContinuation(graph)).toList();
        if (whole.size() == 1) {
            return whole.get(0);
        }
        if (whole.size() > 1) {
            throw new InvalidModelException("The folder " + folder.toAbsolutePath() + " holds several ONNX graphs, and"
                    + " none has a name that is looked for: " + names(folder, whole) + ". Name the file itself.");
        }
        if (!all.isEmpty()) {
            throw new InvalidModelException("The folder " + folder.toAbsolutePath() + " holds only "
                    + names(folder, all) + ", which continues texts token by token and need not hide later tokens from"
                    + " earlier ones. Put the decoder_model.onnx of the same export beside it, or export the model as"
                    + " one model.onnx.");
        }
        throw new InvalidModelException("The folder " + folder.toAbsolutePath() + " holds no ONNX graph: none of "
                + String.join(", ", GRAPHS)
                + " is there, nor a model to import: config.json with model.safetensors, or one GGUF file."
                + " Name the folder that holds it, or the file itself.");
    }

    /** The half of an old export that takes one token after others; it was traced with one, where no mask is needed. */
    private static boolean isContinuation(Path graph) {
        return String.valueOf(graph.getFileName()).startsWith("decoder_with_past_model");
    }

    private static String names(Path folder, List<Path> graphs) {
        return graphs.stream()
                .map(graph -> folder.relativize(graph).toString().replace('\\', '/'))
                .collect(Collectors.joining(", "));
    }

    private static Stream<Path> graphs(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".onnx") && Files.isRegularFile(file))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The folder " + folder.toAbsolutePath() + " cannot be read (" + e.getMessage()
                            + "). Check that it is readable.",
                    e);
        }
    }

    private static Path beside(Path folder, Path graph, String name) {
        return List.of(folder.resolve(name), graph.resolveSibling(name), folder.resolveSibling(name)).stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InvalidModelException("The model in " + folder.toAbsolutePath() + " has no "
                        + name + ". Save its tokenizer there (tokenizer.save_pretrained in Python)."));
    }
}
