package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
    /** Several graphs may share a file; one that is so many times larger than what is used of it is none of weights. */
    private static final long UNUSED = 16;

    /** Bytes that are read within seconds. */
    private static final long SMALL = 1L << 32;

    /**
     * Where a tensor lies.
     *
     * @param tensor any tensor
     * @param folder the folder of its graph
     * @return its place, or empty if the graph itself holds the data
     * @throws InvalidModelException if its place is not described, or is outside the folder, which ONNX forbids
     */
    public static Optional<ExternalData> of(TensorProto tensor, Path folder) {
        if (!Tensors.isExternal(tensor)) {
            return Optional.empty();
        }
        long bytes = ElementTypes.bytes(ElementTypes.of(tensor.getDataType()), Tensors.elements(tensor));
        return Optional.of(new ExternalData(
                file(tensor, folder), number(tensor, folder, "offset", 0), number(tensor, folder, "length", bytes)));
    }

    private static Path file(TensorProto tensor, Path folder) {
        String location = Tensors.external(tensor, "location", "");
        Path file;
        try {
            file = folder.resolve(location).normalize();
        } catch (InvalidPathException e) {
            throw malformed(tensor, folder, "names no file of this system (" + e.getReason() + ")");
        }
        if (!file.startsWith(folder)) {
            throw new InvalidModelException("The graph in " + folder + " refers to weights outside the folder, " + file
                    + " (tensor " + tensor.getName() + "). Move them into the folder, or export the model again.");
        }
        if (file.equals(folder)) {
            throw malformed(tensor, folder, "names no file");
        }
        return file;
    }

    private static long number(TensorProto tensor, Path folder, String key, long absent) {
        String text = Tensors.external(tensor, key, Long.toString(absent));
        Long number = Longs.tryParse(text);
        if (number == null || number < 0) {
            throw malformed(tensor, folder, "has the " + key + " \"" + text + "\"");
        }
        return number;
    }

    private static InvalidModelException malformed(TensorProto tensor, Path folder, String what) {
        return new InvalidModelException("The graph in " + folder + " says that tensor " + tensor.getName()
                + " lies in another file, but " + what + ". Export or copy it again.");
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
        Map<Path, Long> used = new HashMap<>();
        for (TensorProto tensor : tensors) {
            of(tensor, folder).ifPresent(data -> {
                data.check(graph, tensor, sizes);
                used.merge(data.file(), data.length(), Long::sum);
            });
        }
        used.forEach((file, bytes) -> requireUsed(graph, file, sizes.getOrDefault(file, 0L), bytes));
    }

    /** All of a file goes into the model's fingerprint: one that is hardly any weights would be read for nothing. */
    private static void requireUsed(Path graph, Path file, long size, long used) {
        if (size / UNUSED > used && size > SMALL) {
            throw new InvalidModelException("The weights file " + file + " has " + size + " bytes, of which " + graph
                    + " uses " + used + ". Put the file beside it that it was exported with.");
        }
    }

    private void check(Path graph, TensorProto tensor, Map<Path, Long> sizes) {
        long size = sizes.computeIfAbsent(file, ExternalData::size);
        if (size < 0) {
            throw new InvalidModelException("The weights file " + file + ", which " + graph + " refers to (tensor "
                    + tensor.getName() + "), is missing. Put it beside the graph.");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException("The weights file " + file + ", which " + graph + " refers to (tensor "
                    + tensor.getName() + "), is no regular file. Put the file itself beside the graph.");
        }
        long needed = ElementTypes.bytes(ElementTypes.of(tensor.getDataType()), Tensors.elements(tensor));
        if (length > needed) {
            throw malformed(tensor, graph.resolveSibling(""), "has " + length + " bytes for " + needed);
        }
        if (length < needed || length > size - offset) {
            throw new InvalidModelException("The weights file " + file + " is truncated: tensor " + tensor.getName()
                    + " needs " + needed + " bytes from byte " + offset + " on, and there are " + size
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
