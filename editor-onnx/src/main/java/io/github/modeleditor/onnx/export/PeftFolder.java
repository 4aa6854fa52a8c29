package io.github.modeleditor.onnx.export;

import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.storage.AtomicFolders;
import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.lora.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An adapter as Hugging Face's PEFT keeps it: {@code adapter_config.json} beside {@code adapter_model.safetensors}, which
 * has A transposed to [rank, in] and B to [out, rank]. The scale stays apart from B, as {@code lora_alpha}, so that an
 * adapter that was trained here keeps every bit on its way out and in again.
 */
final class PeftFolder {
    static final String TENSORS = "adapter_model.safetensors";

    private static final String FINGERPRINT = "modeleditor.base_fingerprint";

    private PeftFolder() {}

    /** What PEFT calls the tensors of a module; an embedding's are parameters of it, not modules in it. */
    private record Names(String a, String b, String base) {
        static Names of(String path, boolean embedding) {
            String module = "base_model.model." + path;
            String base = module + ".base_layer.weight";
            return embedding
                    ? new Names(module + ".lora_embedding_A", module + ".lora_embedding_B", base)
                    : new Names(module + ".lora_A.weight", module + ".lora_B.weight", base);
        }

        static Names of(String path, Projection projection) {
            return of(path, projection.kind() == Projection.Kind.EMBEDDING);
        }
    }

    /**
     * Writes a folder, whole or not at all.
     *
     * @param folder where to; an adapter's folder there is replaced, and nothing else
     * @param weights what to write
     * @param baseFingerprint the base model's, noted in the header of the tensors
     * @param projections those of the base model
     * @param baseModel the name or path of the base model in PyTorch
     */
    static void write(
            Path folder, LoraWeights weights, String baseFingerprint, List<Projection> projections, String baseModel) {
        Destination.requireFolder(folder, List.of(PeftConfig.NAME, TENSORS), false);
        LoraLayout layout = weights.layout();
        Map<String, Projection> byPath = projections.stream().collect(Collectors.toMap(Projection::path, p -> p));
        Map<String, Double> rankPattern = new TreeMap<>();
        Map<String, Double> alphaPattern = new TreeMap<>();
        // The format's own entry counts what PyTorch wrote; readers of other libraries look at it.
        SafetensorsWriter tensors = new SafetensorsWriter(Map.of("format", "pt", FINGERPRINT, baseFingerprint));
        boolean transposed = false;
        String wrapper = wrapper(projections);
        for (TargetModule module : layout.targetModules()) {
            Projection projection = byPath.get(module.path());
            String path = ModuleNames.unwrapped(
                    ModuleNames.requireTorch(module.path(), projection != null && projection.isNamedByStructure()),
                    wrapper);
            if (module.rank() != layout.config().rank()) {
                rankPattern.put(path, (double) module.rank());
                alphaPattern.put(path, layout.config().scale() * module.rank());
            }
            transposed |= projection != null && isInputsFirst(projection);
            add(tensors, path, module, weights.values());
        }
        PeftConfig config = new PeftConfig(
                layout.config().rank(),
                layout.config().alpha(),
                new ModulePatterns(rankPattern, AdapterException::new),
                new ModulePatterns(alphaPattern, AdapterException::new),
                false);
        byte[] json = config.toJson(baseModel, targetModules(layout, projections, wrapper), transposed);
        AtomicFolders.write(folder, draft -> {
            draft.write(TENSORS, tensors::writeTo);
            draft.write(PeftConfig.NAME, out -> out.write(json));
        });
    }

    private static void add(SafetensorsWriter tensors, String path, TargetModule module, float[] values) {
        int rank = module.rank();
        int outputs = module.outputs();
        Names names = Names.of(path, module.embedding());
        tensors.add(names.a(), rank, module.inputs(), (row, column) -> values[module.offset() + column * rank + row]);
        tensors.add(names.b(), outputs, rank, (row, column) -> values[module.offsetOfB() + column * outputs + row]);
    }

    /** Of torch's modules only transformers' Conv1D, which GPT-2 is made of, becomes a Gemm with its weight as it is. */
    private static boolean isInputsFirst(Projection projection) {
        return projection.node().is(Operator.GEMM) && projection.node().integer("transB", 0) == 0;
    }

    private static String wrapper(List<Projection> projections) {
        return ModuleNames.wrapper(projections.stream().map(Projection::path).toList());
    }

    /** The last parts of the paths where they name just the adapted modules, else the paths. */
    private static List<String> targetModules(LoraLayout layout, List<Projection> projections, String wrapper) {
        Set<String> adapted =
                layout.targetModules().stream().map(TargetModule::path).collect(Collectors.toSet());
        Set<String> parts = adapted.stream().map(TargetModule::lastPart).collect(Collectors.toSet());
        boolean all = projections.stream()
                .map(Projection::path)
                .filter(path -> parts.contains(TargetModule.lastPart(path)))
                .allMatch(adapted::contains);
        return (all
                        ? parts.stream()
                        : adapted.stream()
                                .flatMap(path -> ModuleNames.torch(path).stream())
                                .map(path -> ModuleNames.unwrapped(path, wrapper)))
                .sorted()
                .toList();
    }

    /**
     * Reads a folder.
     *
     * @param folder an adapter's
     * @param projections those of the base model
     * @param baseFingerprint the base model's; an adapter that notes none, as PEFT's own do, is taken if its shapes fit
     * @return the weights; where modules differ in rank or scale, the scale is folded into B
     * @throws AdapterException if the folder is not whole, no plain LoRA, or made for another base model
     */
    static LoraWeights read(Path folder, List<Projection> projections, String baseFingerprint) {
        PeftConfig config = PeftConfig.read(folder);
        Path file = folder.resolve(TENSORS);
        try {
            Safetensors tensors = Safetensors.read(file);
            requireBase(folder, tensors, baseFingerprint);
            return weights(file, config, tensors, adapted(file, tensors, projections));
        } catch (IOException e) {
            String reason = Files.isRegularFile(file) ? e.getMessage() : "there is no such file";
            throw new AdapterException(
                    "The tensors " + file + " cannot be read: " + reason + ". Save or copy the adapter again.", e);
        }
    }

    private static void requireBase(Path folder, Safetensors tensors, String baseFingerprint) {
        String madeFor = tensors.metadata(FINGERPRINT).orElse(baseFingerprint);
        if (!madeFor.equals(baseFingerprint)) {
            throw new AdapterException("The adapter " + folder + " was made for the base model with fingerprint "
                    + madeFor + ", and this one has " + baseFingerprint + ". Open the model that it was made for.");
        }
    }

    /** The projections that the file has tensors for, by the path of their torch module. */
    private static Map<String, Projection> adapted(Path file, Safetensors tensors, List<Projection> projections) {
        Map<String, Projection> adapted = new LinkedHashMap<>();
        String wrapper = wrapper(projections);
        for (Projection projection : projections) {
            // As the model is called, or, by earlier versions, as its export is.
            ModuleNames.torch(projection.path()).stream()
                    .flatMap(path -> Stream.of(ModuleNames.unwrapped(path, wrapper), path))
                    .filter(path ->
                            tensors.names().contains(Names.of(path, projection).a()))
                    .findFirst()
                    .ifPresent(path -> adapted.put(path, projection));
        }
        Set<String> rest = new TreeSet<>(tensors.names());
        for (Map.Entry<String, Projection> entry : adapted.entrySet()) {
            Names names = Names.of(entry.getKey(), entry.getValue());
            rest.remove(names.a());
            // PEFT writes the base model's own embedding or head beside an adapter of it.
            rest.remove(names.base());
            if (!rest.remove(names.b())) {
                throw new AdapterException("The tensor " + names.b() + " is missing in " + file + ", which has "
                        + names.a() + ". Save or copy the adapter again.");
            }
        }
        if (adapted.isEmpty() || !rest.isEmpty()) {
            throw new AdapterException(
                    "The file " + file + " has " + tensors.names().size() + " tensors, of which "
                            + 2 * adapted.size() + " fit projections of this model"
                            + (rest.isEmpty() ? "" : "; " + rest.iterator().next() + " does not")
                            + ". Open the model that it was made for, with its module names kept by the export.");
        }
        return adapted;
    }

    private static LoraWeights weights(
            Path file, PeftConfig config, Safetensors tensors, Map<String, Projection> adapted) throws IOException {
        // Before anything is allocated: a configuration may claim any rank.
        for (Map.Entry<String, Projection> entry : adapted.entrySet()) {
            String path = entry.getKey();
            int rank = config.rank(path);
            Names names = Names.of(path, entry.getValue());
            requireMatrix(file, tensors, names.a(), rank, entry.getValue().inputs());
            requireMatrix(file, tensors, names.b(), entry.getValue().outputs(), rank);
        }
        boolean alike = adapted.keySet().stream()
                        .map(path -> config.plainAlpha(path) / config.rank(path))
                        .distinct()
                        .count()
                == 1;
        LoraLayout layout = layout(config, adapted, alike);
        float[] values = new float[layout.size()];
        List<String> paths = List.copyOf(adapted.keySet());
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            TargetModule module = layout.targetModules().get(i);
            Names names = Names.of(path, module.embedding());
            transpose(tensors.floats(names.a()), module.inputs(), 1, values, module.offset());
            float scale = alike ? 1 : (float) (config.plainAlpha(path) / config.rank(path));
            transpose(tensors.floats(names.b()), module.rank(), scale, values, module.offsetOfB());
        }
        return new LoraWeights(layout, values);
    }

    /** One scale for all where they are alike, so that B is taken as it is. */
    private static LoraLayout layout(PeftConfig config, Map<String, Projection> adapted, boolean alike) {
        List<Integer> ranks = adapted.keySet().stream().map(config::rank).toList();
        String widest = Collections.max(adapted.keySet(), Comparator.comparing(config::rank));
        double alpha = alike ? config.plainAlpha(widest) : config.rank(widest);
        return LoraLayout.of(
                adapted.values().stream().map(LayoutProjections::of).toList(), ranks, alpha);
    }

    private static void requireMatrix(Path file, Safetensors tensors, String name, int rows, int columns) {
        if (!tensors.shape(name).equals(List.of((long) rows, (long) columns))) {
            throw new AdapterException("The tensor " + name + " of " + file + " has the shape "
                    + tensors.shape(name) + ", and this model with the rank of the configuration needs [" + rows + ", "
                    + columns + "]. Open the model that it was made for.");
        }
    }

    /** Rows become columns: {@code to[j][i] = factor from[i][j]}, with {@code from} of the given number of columns. */
    private static void transpose(float[] from, int columns, float factor, float[] to, int offset) {
        int rows = from.length / columns;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[offset + j * rows + i] = factor * from[i * columns + j];
            }
        }
    }
}
