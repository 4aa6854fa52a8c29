package io.github.modeleditor.onnx.ir;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where in which file a tensor's bytes lie.
 *
 * @param file the file
 * @param offset the first byte
 * @param length the number of bytes
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/ExternalData.md">ONNX external data</a>
 */
public record ExternalData(Path file, long offset, long length) {
    /**
     * Where a tensor lies.
     *
     * @param tensor any tensor
     * @param folder the folder of its graph
     * @return its place, or empty if the graph itself holds the data
     */
    public static Optional<ExternalData> of(TensorProto tensor, Path folder) {
        if (!Tensors.isExternal(tensor)) {
            return Optional.empty();
        }
        long bytes = ElementTypes.bytes(ElementTypes.of(tensor.getDataType()), Tensors.elements(tensor));
        return Optional.of(new ExternalData(
                folder.resolve(Tensors.external(tensor, "location", "")),
                Long.parseLong(Tensors.external(tensor, "offset", "0")),
                Long.parseLong(Tensors.external(tensor, "length", Long.toString(bytes)))));
    }

    /**
     * The files that tensors refer to.
     *
     * @param tensors any tensors
     * @param folder the folder of their graph
     * @return each file once, sorted
     */
    public static Collection<Path> files(Collection<TensorProto> tensors, Path folder) {
        TreeSet<Path> files = new TreeSet<>();
        tensors.forEach(tensor -> of(tensor, folder).ifPresent(data -> files.add(data.file())));
        return files;
    }

    static void check(Path graph, Path folder, Collection<TensorProto> tensors) {
        Map<Path, Long> sizes = new HashMap<>();
        for (TensorProto tensor : tensors) {
            of(tensor, folder).ifPresent(data -> data.check(graph, tensor, sizes));
        }
    }

    private void check(Path graph, TensorProto tensor, Map<Path, Long> sizes) {
        long size = sizes.computeIfAbsent(file, ExternalData::size);
        if (size < 0) {
            throw new InvalidModelException("The weights file " + file + ", which " + graph + " refers to (tensor "
                    + tensor.getName() + "), is missing. Put it beside the graph.");
        }
        long needed = ElementTypes.bytes(ElementTypes.of(tensor.getDataType()), Tensors.elements(tensor));
        if (length < needed || offset + length > size) {
            throw new InvalidModelException("The weights file " + file + " is truncated: tensor " + tensor.getName()
                    + " needs bytes " + offset + " to " + (offset + needed) + ", and there are " + size
                    + ". Copy or export it again.");
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }
}
