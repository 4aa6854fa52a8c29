package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.storage.AtomicFolders;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.onnx.model.Fingerprint;
import io.github.modeleditor.onnx.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model's folder with an adapter in its weights. The graph, the files of its weights and what a tokenizer and a program
 * need beside them come along under their names; other files of the folder do not. Weights that lie in files are copied
 * some rows at a time; a graph that holds its weights itself is in memory as a whole.
 *
 * <p>Only adapted weights change, in their own type: W + (alpha / rank) A B is summed in double and rounded once. In float16
 * and bfloat16 a change of less than half a step of W is lost, so compare the scores. Adapted weights of a few bits become
 * floating-point matrices, never few bits again, and their products ordinary ones.
 */
public final class MergedModel {
    /** What lies beside a graph and belongs to the model: configurations, tokenizers, templates, licences. */
    private static final String COMPANIONS = "(?i)(.+\\.(json|jinja|txt|model|tiktoken)|(licen[cs]e|notice)(\\..*)?)";

    private MergedModel() {}

    /**
     * Writes the folder, whole or not at all.
     *
     * @param folder where to; it must not exist, or be empty
     * @param files the base model's
     * @param fingerprint the base model's, when it was opened
     * @param projections the base model's
     * @param adapter what is added
     * @throws InvalidModelException if the base model's files changed since it was opened
     * @throws UnsupportedModelException if an adapted weight lies in a form that cannot be changed
     * @throws StorageException if the place is taken, or cannot be written to
     */
    public static void write(
            Path folder, ModelFolder files, String fingerprint, List<Projection> projections, LoraWeights adapter) {
        AtomicFolders.requireFree(folder);
        Path root = files.folder().toAbsolutePath().normalize();
        Path file = files.graph().toAbsolutePath().normalize();
        Graph graph = GraphReader.read(file);
        if (!Fingerprint.of(file, graph).equals(fingerprint)) {
            throw new InvalidModelException(
                    "The files of the model in " + root + " changed since it was opened. Open it again.");
        }
        List<MergedTensor> merged = MergePlan.of(graph, projections, adapter);
        MergedWeightFiles weights = new MergedWeightFiles(graph, merged);
        ModelProto model = MergedGraph.of(GraphReader.message(file), merged, weights);
        AtomicFolders.write(folder, draft -> {
            for (Path data : graph.files()) {
                draft.write(root.relativize(data).toString(), out -> weights.copy(data, out));
            }
            companions(files, root).forEach((name, companion) -> draft.write(name, out -> Files.copy(companion, out)));
            draft.write(root.relativize(file).toString(), model::writeTo);
        });
    }

    /** By the path they get; a tokenizer above the folder comes into it. */
    private static Map<String, Path> companions(ModelFolder files, Path root) {
        Map<String, Path> companions = new LinkedHashMap<>();
        Path graphFolder = files.graph().toAbsolutePath().normalize().resolveSibling("");
        Path tokenizerFolder = files.tokenizer().toAbsolutePath().normalize().resolveSibling("");
        for (Path source : List.of(root, graphFolder, tokenizerFolder)) {
            Path target = source.startsWith(root) ? root.relativize(source) : Path.of("");
            try (Stream<Path> listed = Files.list(source)) {
                listed.sorted()
                        .filter(Files::isRegularFile)
                        .filter(file -> file.getFileName().toString().matches(COMPANIONS))
                        .filter(file -> !file.endsWith(PeftConfig.NAME))
                        .forEach(file -> companions.putIfAbsent(
                                target.resolve(file.getFileName()).toString(), file));
            } catch (IOException e) {
                throw new InvalidModelException(
                        "The folder " + source + " cannot be read (" + e.getMessage() + "). Check that it is readable.",
                        e);
            }
        }
        return companions;
    }
}
