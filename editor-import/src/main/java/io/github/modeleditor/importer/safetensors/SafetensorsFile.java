package io.github.modeleditor.importer.safetensors;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.tensor.FloatTensor;
import io.github.modeleditor.importer.tensor.FloatTensor.Format;
import io.github.modeleditor.importer.tensor.MappedFile;
import io.github.modeleditor.importer.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A safetensors file of any length, of a model. The tensors stay in the file, which is mapped. */
public final class SafetensorsFile {
    private SafetensorsFile() {}

    /**
     * Reads the header of a file.
     *
     * @param path where it lies
     * @return its tensors by name, in the order of the header; those that are no floating-point numbers are left out, as they are
     *     masks and indices that a graph makes anew
     * @throws InvalidModelException if it is damaged or cut, with what is wrong
     * @throws UnsupportedModelException if a tensor is of a type that is not read here
     */
    public static Map<String, TensorData> read(Path path) {
        MappedFile file = MappedFile.open(path);
        SafetensorsHeader header = header(file);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        header.tensors().forEach((name, entry) -> {
            if (isFloats(name, entry, path)) {
                tensors.put(
                        name,
                        new FloatTensor(
                                file, header.dataStart() + entry.begin(), Format.valueOf(entry.type()), entry.shape()));
            }
        });
        return tensors;
    }

    private static SafetensorsHeader header(MappedFile file) {
        try {
            return SafetensorsHeader.read(file.length(), file::bytes);
        } catch (IOException damaged) {
            throw new InvalidModelException(
                    "The safetensors file " + file.file() + " is damaged: " + damaged.getMessage()
                            + ". Download it again.",
                    damaged);
        }
    }

    private static boolean isFloats(String name, SafetensorsHeader.Entry entry, Path file) {
        return switch (entry.type()) {
            case "F32", "F16", "BF16" -> true;
            case "BOOL", "U8", "I8", "I16", "U16", "I32", "U32", "I64", "U64" -> false;
            default ->
                throw new UnsupportedModelException(
                        "The tensor " + name + " in " + file + " is of the type " + entry.type()
                                + ". Weights in F32, F16 and BF16 can be imported; save the model in one of them.");
        };
    }
}
