package io.github.modeleditor.onnx.summary;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.api.report.ModelSummary.Memory;
import io.github.modeleditor.api.report.ModelSummary.Weights;
import io.github.modeleditor.graph.decoder.CachedTensor;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lora.TargetModules;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.model.JsonFile;
import io.github.modeleditor.onnx.model.ModelFolder;
import io.github.modeleditor.onnx.model.TemporaryImport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a model is. */
public final class ModelSummaries {
    private static final int USUAL_HEAD_WIDTH = 64;

    private ModelSummaries() {}

    /**
     * Describes a model and an edit of it.
     *
     * @param path its folder, or the ONNX file in it; a tokenizer is not needed. Of a published model the graph that it would be
     *     imported to is described
     * @param lora the adapter that would be trained
     * @param training how it would be trained
     * @return what the model is; with obstacles where it cannot be edited
     * @throws InvalidModelException if there is no model, or its graph is damaged
     * @throws InvalidConfigurationException if the adapter's targets match nothing in the model
     */
    public static ModelSummary of(Path path, LoraConfig lora, TrainingConfig training) {
        Optional<ModelImport> source = TemporaryImport.asked(path);
        if (source.isPresent()) {
            return of(path, source.get().graph(), source.get().config(), lora, training);
        }
        Path file = ModelFolder.graphOf(path).toAbsolutePath().normalize();
        return of(path, GraphReader.read(file), config(path, file), lora, training);
    }

    private static ModelSummary of(Path path, Graph graph, JsonNode config, LoraConfig lora, TrainingConfig training) {
        ModelProto header = graph.toProto();
        List<String> obstacles = new ArrayList<>();
        List<ModelSummary.Targets> targets = new ArrayList<>();
        List<Memory> memory = new ArrayList<>();
        int cachedLayers = 0;
        try {
            Decoder decoder = Decoder.of(Lowering.lower(graph));
            cachedLayers = decoder.cache().size() / 2;
            List<Projection> projections = TargetModules.of(decoder.graph(), decoder.head());
            targets.addAll(targets(projections, Trainability.of(decoder.graph())));
            List<Projection> selected = Projections.select(projections, lora);
            TrainingGraph plan = TrainingGraph.of(decoder, selected, Precision.FLOAT32);
            memory.addAll(memory(graph, plan, lora.rank(), config).parts(training));
        } catch (UnsupportedModelException e) {
            obstacles.add(e.getMessage());
        }
        return new ModelSummary(
                String.valueOf(path.toAbsolutePath().normalize().getFileName()),
                Optional.ofNullable(config.path("model_type").textValue()),
                new ModelSummary.Graph(
                        exporter(header),
                        operatorSets(header),
                        operators(graph),
                        weights(graph),
                        graph.inputs().stream().map(ModelSummaries::value).toList(),
                        graph.outputs().stream().map(ModelSummaries::value).toList(),
                        cachedLayers),
                targets,
                obstacles,
                memory);
    }

    /**
     * What memory an edit takes.
     *
     * @param original the graph as it was read
     * @param plan of what is trained
     * @param rank of the adapter
     * @param config the model's {@code config.json}; a missing node where there is none
     * @return an estimate for passes of any size
     */
    public static MemoryEstimate memory(Graph original, TrainingGraph plan, int rank, JsonNode config) {
        long bytes = weights(original).stream().mapToLong(Weights::bytes).sum();
        return new MemoryEstimate(plan, rank, heads(plan.decoder(), config), bytes);
    }

    private static JsonNode config(Path path, Path graph) {
        JsonNode beside = JsonFile.read(graph.resolveSibling("config.json"));
        return beside.isMissingNode() ? JsonFile.read(path.resolve("config.json")) : beside;
    }

    /** As the configuration says; else as many as have keys in the cache; else as wide as heads mostly are. */
    private static int heads(Decoder decoder, JsonNode config) {
        int cached =
                decoder.cache().stream().mapToInt(CachedTensor::heads).max().orElse(0);
        int assumed = Math.max(1, decoder.hiddenSize() / USUAL_HEAD_WIDTH);
        return Stream.of("num_attention_heads", "n_head", "num_heads")
                .mapToInt(name -> config.path(name).asInt())
                .filter(heads -> heads > 0)
                .findFirst()
                .orElse(cached > 0 ? cached : assumed);
    }

    private static Optional<String> exporter(ModelProto header) {
        String exporter = (header.getProducerName() + " " + header.getProducerVersion()).strip();
        return Optional.of(exporter).filter(name -> !name.isEmpty());
    }

    private static Map<String, Long> operatorSets(ModelProto header) {
        Map<String, Long> versions = new TreeMap<>();
        header.getOpsetImportList()
                .forEach(opset ->
                        versions.put(opset.getDomain().isEmpty() ? "ai.onnx" : opset.getDomain(), opset.getVersion()));
        return versions;
    }

    private static Map<String, Integer> operators(Graph graph) {
        Map<String, Integer> counts = new TreeMap<>();
        graph.nodes().forEach(node -> counts.merge(node.operator(), 1, Integer::sum));
        return counts;
    }

    private static List<Weights> weights(Graph graph) {
        Map<DataType, Long> elements = new TreeMap<>();
        for (Weight weight : graph.weights().values()) {
            elements.merge(weight.type(), weight.elements(), Long::sum);
        }
        return elements.entrySet().stream()
                .map(entry -> new Weights(
                        name(entry.getKey()), entry.getValue(), ElementTypes.bytes(entry.getKey(), entry.getValue())))
                .toList();
    }

    private static List<ModelSummary.Targets> targets(List<Projection> projections, Trainability trainability) {
        Map<String, List<Projection>> groups = new LinkedHashMap<>();
        for (Projection projection : projections) {
            String path = projection.path().replaceFirst("(^|\\.)\\d+\\.", "$1N.");
            String shape = " " + projection.inputs() + " " + projection.outputs();
            groups.computeIfAbsent(path + shape, p -> new ArrayList<>()).add(projection);
        }
        return groups.entrySet().stream()
                .map(entry -> {
                    List<Projection> group = entry.getValue();
                    return new ModelSummary.Targets(
                            entry.getKey().substring(0, entry.getKey().indexOf(' ')),
                            group.size(),
                            (int) group.stream().filter(trainability::of).count(),
                            group.get(0).inputs(),
                            group.get(0).outputs());
                })
                .toList();
    }

    private static String value(ValueInfoProto value) {
        TypeProto.Tensor type = value.getType().getTensorType();
        String shape = type.getShape().getDimList().stream()
                .map(ModelSummaries::length)
                .collect(Collectors.joining(", ", "[", "]"));
        return value.getName() + " " + name(ElementTypes.of(type.getElemType())) + " " + shape;
    }

    private static String length(Dimension dimension) {
        if (dimension.hasDimValue()) {
            return Long.toString(dimension.getDimValue());
        }
        return dimension.getDimParam().isEmpty() ? "?" : dimension.getDimParam();
    }

    private static String name(DataType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
