package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.common.io.ByteStreams;
import io.github.modeleditor.graph.ir.ExternalData;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Tensors;
import io.github.modeleditor.graph.ir.Weight;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The files of a model's weights with an adapter in them: changed where they lie; at the end of a file, copies of those that
 * others read too, and floats of those that are kept in a few bits.
 */
final class MergedWeightFiles {
    /** Copies begin where a page of memory may, so that they can be mapped. */
    private static final long PAGE = 4096;

    private final List<Patch> patches = new ArrayList<>();
    /** By what the reader makes. */
    private final Map<String, ExternalData> places = new HashMap<>();

    /** Where the bytes of a weight come from, and where they go. */
    private record Patch(MergedTensor merged, ExternalData from, long offset) {}

    MergedWeightFiles(Graph graph, List<MergedTensor> merged) {
        Map<Path, Long> ends = new HashMap<>();
        for (Weight weight : graph.weights().values()) {
            weight.place().ifPresent(data -> ends.merge(data.file(), data.offset() + data.length(), Math::max));
        }
        for (MergedTensor tensor : merged) {
            ExternalData from = ExternalData.of(tensor.weight(), graph.folder()).orElse(null);
            if (from == null) {
                continue;
            }
            long offset = from.offset();
            if (tensor.separate()) {
                offset = (ends.getOrDefault(from.file(), 0L) + PAGE - 1) / PAGE * PAGE;
                ends.put(from.file(), offset + tensor.byteLength());
            }
            places.put(tensor.reader().output(), new ExternalData(from.file(), offset, tensor.byteLength()));
            patches.add(new Patch(tensor, from, offset));
        }
        patches.sort(Comparator.comparingLong(Patch::offset));
    }

    /** The description of a tensor of its own that lies in a file. */
    TensorProto describe(MergedTensor merged, String name) {
        ExternalData place = Objects.requireNonNull(places.get(merged.reader().output()), name);
        TensorProto.Builder copy = merged.described(name).toBuilder().setDataLocation(DataLocation.EXTERNAL);
        put(copy, "location", Tensors.external(merged.weight(), "location", ""));
        put(copy, "offset", Long.toString(place.offset()));
        put(copy, "length", Long.toString(place.length()));
        return copy.build();
    }

    private static void put(TensorProto.Builder tensor, String key, String value) {
        tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    }

    /** Writes one of the files. */
    void copy(Path file, OutputStream out) throws IOException {
        long written = 0;
        try (InputStream in = open(file, 0)) {
            for (Patch patch : patches) {
                if (!patch.from().file().equals(file)) {
                    continue;
                }
                written += pass(in, out, patch.offset() - written);
                if (written < patch.offset()) {
                    out.write(new byte[Math.toIntExact(patch.offset() - written)]);
                }
                if (patch.merged().separate()) {
                    try (InputStream origin = open(file, patch.from().offset())) {
                        patch.merged().copy(origin, out);
                    }
                } else {
                    patch.merged().copy(in, out);
                }
                written = patch.offset() + patch.merged().byteLength();
            }
            in.transferTo(out);
        }
    }

    private static InputStream open(Path file, long offset) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.skipNBytes(offset);
        return in;
    }

    private static long pass(InputStream in, OutputStream out, long length) throws IOException {
        return ByteStreams.copy(ByteStreams.limit(in, length), out);
    }
}
