package io.github.modeleditor.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.storage.AtomicFolders;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.importer.decoder.DecoderGraph;
import io.github.modeleditor.importer.decoder.WeightPlan;
import io.github.modeleditor.importer.family.Families;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.gguf.GgufModel;
import io.github.modeleditor.importer.tensor.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model as it is published, to become a folder with an ONNX graph. It is read and checked when it is opened, but for the numbers of its
 * weights, which are read when the folder is written. The same model always gives the same bytes. Immutable and thread-safe.
 *
 * <p>{@code ModelImport.open(Path.of("SmolLM2-135M-Instruct")).writeTo(Path.of("smollm2-onnx"));} is all of it.
 */
public final class ModelImport {
    private final Path model;
    private final Source source;
    private final Family family;
    private final DecoderGraph decoder;

    private ModelImport(Path model, Source source, Family family, DecoderGraph decoder) {
        this.model = model;
        this.source = source;
        this.family = family;
        this.decoder = decoder;
    }

    /**
     * Whether there is something to import: a folder with {@code config.json} and safetensors, a GGUF file, or a folder with one.
     *
     * @param model a file or a folder
     * @return true if so
     */
    public static boolean isPossible(Path model) {
        return HuggingFaceFolder.isOne(model) || ggufAt(model).isPresent();
    }

    /** The file itself, or the only one of its name's ending in a folder. */
    private static Optional<Path> ggufAt(Path model) {
        if (!Files.isDirectory(model)) {
            return Optional.of(model).filter(GgufModel::isOne);
        }
        try (Stream<Path> files = Files.list(model)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".gguf"))
                    .filter(GgufModel::isOne)
                    .toList();
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Opens a model.
     *
     * @param model a folder with {@code config.json} and safetensors, a GGUF file, or a folder with one
     * @return the model, checked
     * @throws InvalidModelException if there is none, or it is damaged, or its configuration and its tensors contradict one another
     * @throws UnsupportedModelException if it is of a family, or in a form, that is not known
     */
    public static ModelImport open(Path model) {
        return open(model, false);
    }

    /**
     * Opens a model.
     *
     * @param model a folder with {@code config.json} and safetensors, a GGUF file, or a folder with one
     * @param keepsQuantized whether matrices that GGUF stores as Q4_0, Q4_1 or Q8_0 stay in 4 and 8 bits, else they become single precision, as
     *     all others do
     * @return the model, checked
     * @throws InvalidModelException if there is none, or it is damaged, or its configuration and its tensors contradict one another
     * @throws UnsupportedModelException if it is of a family, or in a form, that is not known
     */
    public static ModelImport open(Path model, boolean keepsQuantized) {
        if (!Files.exists(model)) {
            throw new InvalidModelException("There is no model at " + model.toAbsolutePath()
                    + ". Name a folder with config.json and model.safetensors, or a GGUF file.");
        }
        if (!isPossible(model)) {
            throw new InvalidModelException(
                    "There is nothing to import at " + model.toAbsolutePath()
                            + ": neither config.json with model.safetensors, nor one GGUF file. Name a folder or file that is.");
        }
        Source source = HuggingFaceFolder.isOne(model)
                ? HuggingFaceFolder.open(model)
                : gguf(ggufAt(model).orElse(model));
        Family family = Families.of(source.config());
        // The place does not matter to the graph: it is told to whoever looks for the weights.
        Checkpoint checkpoint = keepsQuantized ? source.checkpoint().keepingFewBits() : source.checkpoint();
        DecoderGraph decoder = DecoderGraph.of(family, checkpoint, model.toAbsolutePath());
        return new ModelImport(model, source, family, decoder);
    }

    private static Source gguf(Path file) {
        GgufModel model = GgufModel.open(file);
        return new Source(model.config(), model.checkpoint(), model.companions());
    }

    /**
     * The graph that would be written.
     *
     * @return a graph whose weights lie nowhere yet
     */
    public Graph graph() {
        return decoder.graph();
    }

    /**
     * What the model says of itself.
     *
     * @return in the words of Hugging Face's {@code config.json}
     */
    public JsonNode config() {
        return source.config().json();
    }

    /**
     * How long the file of weights will be.
     *
     * @return bytes
     */
    public long weightBytes() {
        return decoder.weights().length();
    }

    /**
     * Writes the folder, whole or not at all: {@code model.onnx}, its weights, the tokenizer, and the configurations.
     *
     * @param folder where to; it must not exist, or be empty
     * @throws StorageException if the place is taken, or cannot be written to
     */
    public void writeTo(Path folder) {
        AtomicFolders.requireFree(folder);
        byte[] graph = decoder.graph().toProto().toByteArray();
        byte[] genai = GenaiConfig.of(family, source.config().json());
        AtomicFolders.write(folder, draft -> {
            draft.write(WeightPlan.FILE, decoder.weights()::writeTo);
            source.companions().forEach((name, content) -> draft.write(name, content::writeTo));
            draft.write(GenaiConfig.NAME, out -> out.write(genai));
            draft.write("model.onnx", out -> out.write(graph));
        });
    }

    /** The model's place. */
    @Override
    public String toString() {
        return model.toString();
    }
}
