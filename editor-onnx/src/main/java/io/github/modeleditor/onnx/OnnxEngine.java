package io.github.modeleditor.onnx;

import com.google.common.base.Ascii;
import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.ChatTemplate;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.PassMemory;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.core.engine.Tokenizer;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lora.TargetModules;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.lower.MixedPrecision;
import io.github.modeleditor.graph.plan.ModuleInputsGraph;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.importer.GgufAdapter;
import io.github.modeleditor.importer.GgufFiles;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.chat.ChatTemplateFile;
import io.github.modeleditor.onnx.export.AdapterStore;
import io.github.modeleditor.onnx.export.BaseGraph;
import io.github.modeleditor.onnx.export.LayoutProjections;
import io.github.modeleditor.onnx.export.MergedModel;
import io.github.modeleditor.onnx.model.Fingerprint;
import io.github.modeleditor.onnx.model.HuggingFaceTokens;
import io.github.modeleditor.onnx.model.JsonFile;
import io.github.modeleditor.onnx.model.ModelConfig;
import io.github.modeleditor.onnx.model.ModelFolder;
import io.github.modeleditor.onnx.model.TemporaryImport;
import io.github.modeleditor.onnx.runtime.Devices;
import io.github.modeleditor.onnx.runtime.KeptTraining;
import io.github.modeleditor.onnx.runtime.ModuleInputs;
import io.github.modeleditor.onnx.runtime.ScoringSession;
import io.github.modeleditor.onnx.runtime.TrainingSession;
import io.github.modeleditor.onnx.runtime.WeightTensors;
import io.github.modeleditor.onnx.summary.ModelSummaries;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX decoder that computes losses, gradients and scores in ONNX Runtime. Not thread-safe; what it holds natively is
 * freed by {@link #close()}.
 */
public final class OnnxEngine implements Engine {
    private final ModelFolder files;
    private final Device device;
    private final Graph original;
    private final List<Projection> projections;
    private final ModelDescription description;
    private final HuggingFaceTokens tokenizer;
    private final WeightTensors weights;
    private final ScoringSession scoring;
    private final Optional<ChatTemplate> chatTemplate;
    private final AdapterStore adapters;
    /** The fused operator counts tokens; what exporters write out counts columns. */
    private final boolean windowed;

    private final KeptTraining training = new KeptTraining();
    private final Decoder decoder;
    private final Precision precision;
    /** Of the adapter that was asked for last: most edits of a session are about one. Null before, or where none can be trained. */
    private @Nullable TrainingGraph plan;

    private @Nullable TemporaryImport imported;
    private boolean closed;

    private OnnxEngine(
            ModelFolder files,
            Device device,
            Graph original,
            Decoder decoder,
            Precision precision,
            @Nullable TrainingGraph plan,
            List<Projection> projections,
            ModelDescription description,
            HuggingFaceTokens tokenizer,
            WeightTensors weights,
            ScoringSession scoring,
            Optional<ChatTemplate> chatTemplate,
            boolean windowed) {
        this.device = device;
        this.original = original;
        this.decoder = decoder;
        this.precision = precision;
        this.plan = plan;
        this.projections = projections;
        this.description = description;
        this.tokenizer = tokenizer;
        this.weights = weights;
        this.scoring = scoring;
        this.chatTemplate = chatTemplate;
        this.files = files;
        this.windowed = windowed;
        adapters = new AdapterStore(
                projections,
                origin(files, description),
                GgufAdapter.of(files.tokenizer().resolveSibling("config.json"), original));
    }

    /**
     * Opens a model.
     *
     * @param path its folder, or the ONNX file in it; or a published model, which is imported for as long as the engine is open
     * @param wanted where to run it
     * @param lora which projections an edit will attach to
     * @return the engine, to be closed by the caller
     * @throws InvalidModelException if the folder does not hold a whole model
     * @throws UnsupportedModelException if the graph cannot be asked; one that can be asked and not edited says so when it is edited
     */
    public static OnnxEngine open(Path path, Device wanted, LoraConfig lora) {
        return open(path, wanted, lora, Precision.FLOAT32);
    }

    /**
     * Opens a model to be computed in given numbers.
     *
     * @param path its folder, or the ONNX file in it; or a published model, which is imported for as long as the engine is open
     * @param wanted where to run it
     * @param lora which projections an edit will attach to
     * @param precision what the frozen model is computed in
     * @return the engine, to be closed by the caller
     * @throws InvalidModelException if the folder does not hold a whole model
     * @throws UnsupportedModelException if the graph cannot be asked; one that can be asked and not edited says so when it is edited
     * @throws DeviceException if the device does not compute in such numbers
     */
    public static OnnxEngine open(Path path, Device wanted, LoraConfig lora, Precision precision) {
        Optional<ModelImport> source = TemporaryImport.asked(path);
        if (source.isEmpty()) {
            return open(ModelFolder.of(path), wanted, lora, precision);
        }
        TemporaryImport imported = TemporaryImport.of(path, source.get());
        try {
            OnnxEngine engine = open(ModelFolder.of(imported.folder()), wanted, lora, precision);
            engine.imported = imported;
            return engine;
        } catch (RuntimeException e) {
            imported.close();
            throw e;
        }
    }

    private static OnnxEngine open(ModelFolder files, Device wanted, LoraConfig lora, Precision precision) {
        Graph original = GraphReader.read(files.graph());
        Decoder decoder = Decoder.of(Lowering.lower(original));
        Editing editing = Editing.of(decoder, lora, precision);
        List<Projection> projections = editing.projections();
        Device device = Devices.resolve(wanted);
        Devices.requireComputes(device, precision);

        HuggingFaceTokens tokenizer = HuggingFaceTokens.open(files.tokenizer(), decoder.vocabularySize());
        WeightTensors weights = null;
        try {
            ModelConfig config = ModelConfig.read(files.tokenizer().resolveSibling(""));
            ModelDescription description = describe(files, config, original, decoder, device, precision);
            Optional<ChatTemplate> chatTemplate = chatTemplate(files, description, tokenizer);
            weights = WeightTensors.map(MixedPrecision.of(decoder.graph(), precision));
            ScoringSession scoring =
                    ScoringSession.open(ScoringGraph.of(decoder, projections, precision), weights, device);
            return new OnnxEngine(
                    files,
                    device,
                    original,
                    decoder,
                    precision,
                    editing.plan(),
                    projections,
                    description,
                    tokenizer,
                    weights,
                    scoring,
                    chatTemplate,
                    config.window().isPresent()
                            && original.nodes().stream().noneMatch(node -> node.is(Operator.GROUP_QUERY_ATTENTION)));
        } catch (RuntimeException e) {
            tokenizer.close();
            if (weights != null) {
                weights.close();
            }
            throw editing.reason(e);
        }
    }

    /** Where adapters attach, and how they are trained, or why they are not: what can be asked need not be edited. */
    private record Editing(
            List<Projection> projections, @Nullable TrainingGraph plan, @Nullable UnsupportedModelException obstacle) {
        static Editing of(Decoder decoder, LoraConfig lora, Precision precision) {
            List<Projection> projections = List.of();
            try {
                projections = TargetModules.of(decoder.graph(), decoder.head());
                TrainingGraph plan = TrainingGraph.of(decoder, Projections.select(projections, lora), precision);
                return new Editing(projections, plan, null);
            } catch (UnsupportedModelException e) {
                return new Editing(projections, null, e);
            }
        }

        /** Of a model that cannot be opened either, this is what its user can do something about. */
        RuntimeException reason(RuntimeException failure) {
            return obstacle != null && failure instanceof DeviceException ? obstacle : failure;
        }
    }

    private static ModelDescription describe(
            ModelFolder files, ModelConfig config, Graph graph, Decoder decoder, Device device, Precision precision) {
        Path folder = files.folder().toAbsolutePath().normalize();
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("device", device.toString());
        provenance.put("precision", Ascii.toLowerCase(precision.name()));
        provenance.put("onnxruntime", Devices.runtimeVersion());
        return new ModelDescription(
                String.valueOf(folder.getFileName()),
                Fingerprint.of(files.graph(), graph),
                decoder.vocabularySize(),
                config.maximumPositions().orElse(Integer.MAX_VALUE),
                config.beginOfText(),
                config.endOfText(),
                provenance);
    }

    /** What the model was made from, if it says so; PEFT keeps it with its adapters. */
    private static String origin(ModelFolder files, ModelDescription description) {
        String named = JsonFile.read(files.tokenizer().resolveSibling("config.json"))
                .path("_name_or_path")
                .asText();
        return named.isBlank() ? description.name() : named;
    }

    /** Not every folder has the tokenizer's configuration; the model's says as well which tokens begin and end a text. */
    private static Optional<ChatTemplate> chatTemplate(
            ModelFolder files, ModelDescription description, HuggingFaceTokens tokenizer) {
        Map<String, String> tokens = new LinkedHashMap<>();
        description.beginOfText().ifPresent(token -> tokens.put("bos_token", tokenizer.text(token)));
        description.endOfText().stream().limit(1).forEach(token -> tokens.put("eos_token", tokenizer.text(token)));
        return ChatTemplateFile.read(files.tokenizer().resolveSibling(""), tokens)
                .map(template -> template);
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public Tokenizer tokenizer() {
        requireOpen();
        return tokenizer;
    }

    @Override
    public LoraLayout layout(LoraConfig config) {
        if (projections.isEmpty()) {
            decoder.requireHead();
            TargetModules.of(decoder.graph(), decoder.head());
        }
        List<Projection> selected = Projections.select(projections, config);
        LoraLayout layout = LoraLayout.of(
                config, selected.stream().map(LayoutProjections::of).toList());
        plan(layout);
        return layout;
    }

    @Override
    public PassMemory memory(LoraLayout layout) {
        return ModelSummaries.memory(
                original,
                plan(layout),
                layout.config().rank(),
                JsonFile.read(files.tokenizer().resolveSibling("config.json")))::bytes;
    }

    @Override
    public Gradients gradients(LoraLayout layout) {
        return gradients(layout, Recomputation.NONE);
    }

    @Override
    public Gradients gradients(LoraLayout layout, Recomputation recomputation) {
        requireOpen();
        scoring.shrink();
        return training.lend(
                layout,
                recomputation,
                () -> TrainingSession.open(plan(layout), layout, weights, device, recomputation));
    }

    @Override
    public void freeGradients() {
        training.close();
    }

    private TrainingGraph plan(LoraLayout layout) {
        List<Projection> adapted = adapted(layout);
        TrainingGraph current = plan;
        if (current == null || !current.projections().equals(adapted)) {
            current = TrainingGraph.of(decoder, adapted, precision);
            plan = current;
        }
        return current;
    }

    private List<Projection> adapted(LoraLayout layout) {
        Set<String> paths =
                layout.targetModules().stream().map(TargetModule::path).collect(Collectors.toSet());
        return projections.stream()
                .filter(projection -> paths.contains(projection.path()))
                .toList();
    }

    @Override
    public TokenScores score(TokenBatch batch, @Nullable LoraWeights adapter) {
        requireOpen();
        return scoring.score(batch, adapter);
    }

    @Override
    public float[][] logits(TokenBatch batch, @Nullable LoraWeights adapter) {
        requireOpen();
        return scoring.logits(batch, adapter);
    }

    @Override
    public void moduleInputs(List<TokenBatch> batches, LoraLayout layout, BiConsumer<TokenBatch, float[][]> consumer) {
        requireOpen();
        ModuleInputsGraph graph = ModuleInputsGraph.of(decoder, adapted(layout), precision);
        ModuleInputs.of(graph, batches, layout, weights, device, consumer);
    }

    @Override
    public Optional<Decoding> decoding(@Nullable LoraWeights adapter) {
        requireOpen();
        return scoring.decoding(adapter, description.maximumPositions(), windowed);
    }

    @Override
    public Optional<ChatTemplate> chatTemplate() {
        return chatTemplate;
    }

    @Override
    public AdapterWriter adapterWriter() {
        return adapters;
    }

    @Override
    public LoraWeights readAdapter(Path place) {
        return adapters.read(place, description.fingerprint());
    }

    @Override
    public void writeBaseGraph(Path folder) {
        Graph base = Lowering.forInference(original, decoder.graph());
        Node head = base.producer(decoder.head().output());
        // An adapter is called by the names of the lowered graph, so that one is taken where the other has not all of
        // them.
        Optional<List<Projection>> places = head == null || base == decoder.graph()
                ? Optional.empty()
                : Projections.named(Projections.of(base, head), projections);
        BaseGraph.write(
                folder,
                places.isPresent() ? base : decoder.graph(),
                places.orElse(projections),
                description.fingerprint());
    }

    @Override
    public void writeMerged(Path place, ModelFormat format, LoraWeights adapter) {
        if (format == ModelFormat.ONNX) {
            MergedModel.write(place, files, description.fingerprint(), projections, adapter);
        } else {
            GgufFiles.of(files.folder(), Optional.of(adapter), format == ModelFormat.GGUF_Q8_0)
                    .writeTo(place);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ModelClosedException("The model " + description.name() + " is closed. Open it again.");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            training.close();
            scoring.close();
            weights.close();
            tokenizer.close();
            if (imported != null) {
                imported.close();
            }
        }
    }
}
