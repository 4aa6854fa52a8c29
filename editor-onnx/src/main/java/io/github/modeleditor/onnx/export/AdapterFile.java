package io.github.modeleditor.onnx.export;

import com.google.common.primitives.Ints;
import com.google.flatbuffers.FlatBufferBuilder;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.spi.InputFiles;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.graph.ir.HalfFloats;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.onnx.export.AdapterTables.AdapterTable;
import io.github.modeleditor.onnx.export.AdapterTables.ParameterTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .onnx_adapter} file: every A as [inputs, rank] and every B as [rank, outputs] with the scale folded in, under
 * the names of the base graph's inputs, and the fingerprint of the base model.
 */
final class AdapterFile {
    private AdapterFile() {}

    /**
     * Writes a file, whole or not at all.
     *
     * @param file where to; an adapter there is replaced, and nothing else
     * @param weights what to write
     * @param names what the graph that takes the adapter calls its inputs
     * @param baseFingerprint the base model's, or null for an adapter of another graph than the one that was edited
     */
    static void write(Path file, LoraWeights weights, ParameterNames names, @Nullable String baseFingerprint) {
        Destination.ADAPTER.require(file, List.of(), false);
        ByteBuffer bytes = encode(weights, names, baseFingerprint);
        AtomicFiles.write(file, out -> Channels.newChannel(out).write(bytes));
    }

    private static ByteBuffer encode(LoraWeights weights, ParameterNames names, @Nullable String fingerprint) {
        LoraLayout layout = weights.layout();
        FlatBufferBuilder builder = new FlatBufferBuilder(
                layout.size() * Float.BYTES + 1024 * layout.targetModules().size());
        float scale = (float) layout.config().scale();
        List<Integer> parameters = new ArrayList<>();
        for (TargetModule module : layout.targetModules()) {
            int a = data(builder, weights.values(), module.offset(), module.sizeOfA(), 1);
            long[] shapeOfA = {module.inputs(), module.rank()};
            parameters.add(AdapterTables.parameter(builder, names.a(module.path()), shapeOfA, a));
            int b = data(builder, weights.values(), module.offsetOfB(), module.sizeOfB(), scale);
            long[] shapeOfB = {module.rank(), module.outputs()};
            parameters.add(AdapterTables.parameter(builder, names.b(module.path()), shapeOfB, b));
        }
        AdapterTables.finish(
                builder, parameters.stream().mapToInt(Integer::intValue).toArray(), fingerprint);
        return builder.dataBuffer();
    }

    private static int data(FlatBufferBuilder builder, float[] values, int offset, int length, float factor) {
        FloatBuffer floats = builder.createUnintializedVector(1, length * Float.BYTES, Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (int i = 0; i < length; i++) {
            floats.put(i, factor * values[offset + i]);
        }
        return builder.endVector();
    }

    /**
     * Reads an adapter. Its scale stays folded into B, so the configuration it comes with has alpha equal to rank.
     *
     * @param file an adapter file
     * @param projections those of the base model
     * @param baseFingerprint the base model's; an adapter without one is taken if its shapes fit
     * @return the weights
     * @throws AdapterException if the file is missing, damaged, or made for another base model
     */
    static LoraWeights read(Path file, List<Projection> projections, String baseFingerprint) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(InputFiles.read(file, Integer.MAX_VALUE, AdapterException::new));
        } catch (IOException e) {
            throw new AdapterException(
                    "The adapter " + file + " cannot be read (" + e.getMessage() + "). Check that it exists.", e);
        }
        if (!AdapterTable.hasIdentifier(bytes)) {
            throw new AdapterException("The file " + file + " is no .onnx_adapter: it does not carry the identifier "
                    + AdapterTables.IDENTIFIER + ". Name a file that was saved by an edit.");
        }
        try {
            return read(file, new AdapterTable(bytes), projections, baseFingerprint);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new AdapterException("The adapter " + file + " is damaged or truncated. Save or copy it again.", e);
        }
    }

    private static LoraWeights read(
            Path file, AdapterTable adapter, List<Projection> projections, String baseFingerprint) {
        if (adapter.formatVersion() != AdapterTables.FORMAT_VERSION) {
            throw new AdapterException("The adapter " + file + " has format version " + adapter.formatVersion()
                    + "; version " + AdapterTables.FORMAT_VERSION + " is known. Save it with a version that fits.");
        }
        String madeFor = adapter.baseFingerprint();
        if (madeFor != null && !madeFor.equals(baseFingerprint)) {
            throw new AdapterException("The adapter " + file + " was made for the base model with fingerprint "
                    + madeFor + ", and this one has " + baseFingerprint + ". Open the model that it was made for.");
        }
        Map<String, ParameterTable> parameters = new HashMap<>();
        for (int i = 0; i < adapter.parameters(); i++) {
            ParameterTable parameter = adapter.parameter(i);
            parameters.put(parameter.name(), parameter);
        }
        List<Module> modules = modules(projections, parameters, ParameterNames.BASE_GRAPH);
        if (modules.isEmpty()) {
            modules = modules(projections, parameters, ParameterNames.GENAI);
        }
        if (modules.isEmpty() || 2 * modules.size() != parameters.size()) {
            throw new AdapterException("The adapter " + file + " has " + parameters.size() + " tensors, of which "
                    + 2 * modules.size() + " fit projections of this model. Open the model that it was made for.");
        }
        return weights(file, modules);
    }

    /** A projection and its two tensors. */
    private record Module(Projection projection, ParameterTable a, ParameterTable b) {
        int rank() {
            return a.rank() == 2 ? Ints.saturatedCast(a.dimension(1)) : 0;
        }
    }

    private static List<Module> modules(
            List<Projection> projections, Map<String, ParameterTable> parameters, ParameterNames names) {
        List<Module> modules = new ArrayList<>();
        for (Projection projection : projections) {
            ParameterTable a = parameters.get(names.a(projection.path()));
            ParameterTable b = parameters.get(names.b(projection.path()));
            if (a != null && b != null) {
                modules.add(new Module(projection, a, b));
            }
        }
        return modules;
    }

    private static LoraWeights weights(Path file, List<Module> modules) {
        // Before anything is allocated: a damaged file may claim any size.
        for (Module module : modules) {
            requireMatrix(file, module.a(), module.projection().inputs(), module.rank());
            requireMatrix(file, module.b(), module.rank(), module.projection().outputs());
        }
        List<Integer> ranks = modules.stream().map(Module::rank).toList();
        // The scale is in B already.
        LoraLayout layout = LoraLayout.of(
                modules.stream()
                        .map(module -> LayoutProjections.of(module.projection()))
                        .toList(),
                ranks,
                Collections.max(ranks));
        float[] values = new float[layout.size()];
        for (int i = 0; i < modules.size(); i++) {
            TargetModule module = layout.targetModules().get(i);
            copy(modules.get(i).a(), values, module.offset(), module.sizeOfA());
            copy(modules.get(i).b(), values, module.offsetOfB(), module.sizeOfB());
        }
        return new LoraWeights(layout, values);
    }

    private static void requireMatrix(Path file, ParameterTable parameter, int rows, int columns) {
        int bytes = bytesOfElement(parameter.dataType());
        if (bytes == 0) {
            throw new AdapterException("The tensor " + parameter.name() + " of the adapter " + file
                    + " has elements of ONNX's type " + parameter.dataType()
                    + "; float, float16 and bfloat16 are read. Save it in one of them.");
        }
        boolean fits = parameter.rank() == 2
                && parameter.dimension(0) == rows
                && parameter.dimension(1) == columns
                && columns > 0
                && parameter.data().remaining() == (long) rows * columns * bytes;
        if (!fits) {
            throw new AdapterException("The tensor " + parameter.name() + " of the adapter " + file
                    + " is not a float matrix of " + rows + " x " + columns + ". Open the model that it was made for.");
        }
    }

    private static int bytesOfElement(int type) {
        return switch (type) {
            case AdapterTables.FLOAT -> Float.BYTES;
            case AdapterTables.FLOAT16, AdapterTables.BFLOAT16 -> Short.BYTES;
            default -> 0;
        };
    }

    private static void copy(ParameterTable parameter, float[] values, int offset, int length) {
        if (parameter.dataType() == AdapterTables.FLOAT) {
            parameter.data().asFloatBuffer().get(values, offset, length);
            return;
        }
        ShortBuffer halves = parameter.data().asShortBuffer();
        boolean brain = parameter.dataType() == AdapterTables.BFLOAT16;
        for (int i = 0; i < length; i++) {
            short bits = halves.get(i);
            values[offset + i] = brain ? HalfFloats.fromBfloat16(bits) : HalfFloats.fromFloat16(bits);
        }
    }
}
