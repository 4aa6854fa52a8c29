package io.github.modeleditor.importer.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.config.JsonFiles;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.family.Rope;
import io.github.modeleditor.importer.tensor.Checkpoint;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.TensorViews;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A checkpoint as a GGUF file: {@link GgufModel}, the other way. Immutable. */
public final class GgufExport {
    /** Half a step of a number of single precision, some times over. */
    private static final float CLOSE = 1e-5f;

    private static final int F16 = 1;
    private static final int Q8_0 = 7;

    private final Family family;
    private final Path folder;
    private final GgufContent content;

    private GgufExport(Family family, Path folder, GgufContent content) {
        this.family = family;
        this.folder = folder;
        this.content = content;
    }

    /**
     * Translates a model.
     *
     * @param family what it is made of
     * @param checkpoint its tensors: matrices as [outputs, inputs], norms with all that they multiply by, packed products side by side
     * @param folder where its tokenizer lies
     * @param eightBits whether matrices are written as Q8_0, else as F16
     * @return the file, not yet written
     * @throws UnsupportedModelException if GGUF has no words for the model or its tokenizer
     */
    public static GgufExport of(Family family, Checkpoint checkpoint, Path folder, boolean eightBits) {
        Config config = family.config();
        String architecture = GgufWords.architecture(config);
        GgufContent content = new GgufContent();
        content.say("general.architecture", architecture);
        content.say("general.type", "model");
        content.say("general.name", config.text("_name_or_path").orElse(String.valueOf(folder.getFileName())));
        content.say("general.file_type", eightBits ? Q8_0 : F16);
        content.say("general.quantization_version", 2);
        GgufWords words = GgufWords.of(family);
        content.sayAll(words.words());
        content.sayAll(GgufVocabulary.words(
                JsonFiles.read(folder.resolve("tokenizer.json")),
                settings(folder),
                config.json(),
                folder,
                family.vocabularySize()));
        words.tables().forEach((name, table) -> content.add(name, table, Encoding.F32));
        Set<String> written = new HashSet<>();
        for (TensorRole role : TensorRole.of(family, architecture)) {
            for (String part : List.of(".weight", ".bias")) {
                Optional<TensorData> tensor = checkpoint.find(role.path() + part);
                if (tensor.isPresent() && written.add(role.path() + part)) {
                    TensorData data = paired(tensor.get(), role);
                    content.add(role.name() + part, data, encoding(role.name(), data, eightBits));
                }
            }
        }
        return new GgufExport(family, folder, content);
    }

    /** Rows of halves become rows of neighbouring pairs. */
    static TensorData paired(TensorData tensor, TensorRole role) {
        if (role.pairedHeads() == 0) {
            return tensor;
        }
        long width = tensor.shape().get(0) / role.pairedHeads();
        return TensorViews.rows(tensor, row -> role.rowHere(row, width));
    }

    private static Encoding encoding(String name, TensorData data, boolean eightBits) {
        if (data.shape().size() < 2 || name.equals("position_embd")) {
            return Encoding.F32;
        }
        return eightBits && data.width() % GgmlType.Q8_0.elements() == 0 ? Encoding.Q8_0 : Encoding.F16;
    }

    private static JsonNode settings(Path folder) {
        Path file = folder.resolve("tokenizer_config.json");
        ObjectNode settings =
                Files.exists(file) ? JsonFiles.read(file).deepCopy() : new ObjectMapper().createObjectNode();
        Path template = folder.resolve("chat_template.jinja");
        if (Files.exists(template)) {
            try {
                settings.put("chat_template", Files.readString(template));
            } catch (IOException e) {
                throw new InvalidModelException(
                        "The file " + template + " cannot be read (" + e.getMessage() + "). Check that it is readable.",
                        e);
            }
        }
        return settings;
    }

    /**
     * What a reader of the file takes the model for.
     *
     * @return the model that the file will hold
     */
    public GgufModel read() {
        return GgufModel.of(content.read(folder));
    }

    /**
     * Where a reader of the file would turn heads otherwise than the model does.
     *
     * @param other what the reader takes it for
     * @return the number of a layer; empty where all angles are the same
     */
    public Optional<Integer> turnsOtherwise(Family other) {
        for (int layer = 0; layer < family.layers(); layer++) {
            Optional<Rope> one = family.rope(layer);
            Optional<Rope> second = other.rope(layer);
            if (one.isPresent() != second.isPresent()
                    || (one.isPresent() && !isClose(one.get(), second.orElseThrow()))) {
                return Optional.of(layer);
            }
        }
        return Optional.empty();
    }

    private static boolean isClose(Rope one, Rope other) {
        return Math.abs(one.scale() - other.scale()) <= CLOSE * one.scale()
                && (!one.switches() || one.switchAt() == other.switchAt())
                && isClose(one.frequencies(), other.frequencies())
                && isClose(one.longFrequencies(), other.longFrequencies());
    }

    private static boolean isClose(List<Float> one, List<Float> other) {
        boolean close = one.size() == other.size();
        for (int i = 0; close && i < one.size(); i++) {
            close = Math.abs(one.get(i) - other.get(i)) <= CLOSE * one.get(i);
        }
        return close;
    }

    /**
     * Writes the file.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    public void writeTo(OutputStream out) throws IOException {
        content.writeTo(out);
    }
}
