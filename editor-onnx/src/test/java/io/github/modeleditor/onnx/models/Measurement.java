package io.github.modeleditor.onnx.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.model.ModelFolder;
import io.github.modeleditor.onnx.runtime.TrainingSession;
import io.github.modeleditor.onnx.runtime.WeightTensors;
import java.util.List;
import java.util.Optional;

/**
 * What came of one model.
 *
 * @param model the model
 * @param opset the version of the standard operators in its graph
 * @param cache what text is written with: {@code used} for the graph's key/value cache, {@code added} for one of the library's
 * @param lossError of the loss, relative
 * @param gradientError the largest of any adapter, relative to the largest of its elements
 * @param greedy whether the unedited model writes what Hugging Face's generate writes, where the fixture says that
 * @param completion of the prompt after an edit
 * @param refusal what the exception said, where the model was refused
 */
record Measurement(
        FixtureModel model,
        long opset,
        String cache,
        double lossError,
        double gradientError,
        boolean greedy,
        String completion,
        Optional<String> refusal) {
    static final String PROMPT = "The capital of Italy is Rome, and";

    private static final LoraConfig LORA = LoraConfig.rank(8);
    private static final TrainingConfig TRAINING =
            TrainingConfig.defaults().withEpochs(100).withLearningRate(0.02);

    static Measurement of(FixtureModel model) {
        ModelFolder files = ModelFolder.of(model.onnx());
        Graph original = GraphReader.read(files.graph());
        try (OnnxEngine engine = OnnxEngine.open(model.onnx(), Fixtures.device(), LORA)) {
            // A model that cannot be edited opens, for it can be asked; here it says why not.
            engine.layout(LORA);
            return measured(model, original, engine);
        } catch (ModelEditorException e) {
            return new Measurement(
                    model, original.opset(""), "none", 0, 0, false, "", Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static Measurement measured(FixtureModel model, Graph original, OnnxEngine engine) {
        Graph graph = Lowering.lower(original);
        Decoder decoder = Decoder.of(graph);
        Safetensors golden = model.golden();
        List<String> modules = Goldens.modules(golden);
        List<Projection> projections = Projections.of(graph, decoder.head()).stream()
                .filter(projection -> modules.contains(projection.path()))
                .toList();
        LoraLayout layout = Goldens.layout(golden, projections);
        if (layout.targetModules().size() != modules.size()) {
            throw new AssertionError(
                    "The golden has adapters on " + modules + ", the graph on " + layout.targetModules());
        }
        float[] expected = Goldens.gradients(golden, layout);
        float[] gradient = new float[layout.size()];
        TokenBatch batch = Fixtures.batch(golden);
        LoraWeights adapter = Goldens.weights(golden, layout);
        double loss;
        double error;
        try (WeightTensors weights = WeightTensors.map(graph);
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.FLOAT32),
                        layout,
                        weights,
                        Fixtures.device(),
                        Recomputation.NONE)) {
            loss = training.accumulate(List.of(batch), adapter, gradient).loss();
            error = Goldens.relativeError(layout, gradient, expected);
            if (training.packsTexts()) {
                float[] packed = new float[layout.size()];
                training.accumulate(List.of(Fixtures.packed(batch)), adapter, packed);
                error = Math.max(error, Goldens.relativeError(layout, packed, expected));
            }
        }
        return new Measurement(
                model,
                original.opset(""),
                cache(engine),
                Goldens.relativeError(new float[] {(float) loss}, golden.floats("loss")),
                error,
                greedy(model, engine),
                edited(model),
                Optional.empty());
    }

    private static String cache(OnnxEngine engine) {
        Optional<Decoding> decoding = engine.decoding(null);
        decoding.ifPresent(Decoding::close);
        if (decoding.isEmpty()) {
            return "none";
        }
        return decoding.get().getClass().getSimpleName().startsWith("Added") ? "added" : "used";
    }

    private static boolean greedy(FixtureModel model, OnnxEngine engine) {
        JsonNode expected = model.description().path("greedy");
        if (expected.isMissingNode()) {
            return true;
        }
        TextGenerator generator =
                new TextGenerator(engine, new PromptTokenizer(engine.tokenizer(), engine.description()));
        GenerationConfig config =
                GenerationConfig.defaults().withMaximumTokens(expected.size()).withStopStrings();
        int[] written = generator
                .generate(List.of(generator.prompt(PROMPT, PromptForm.PLAIN)), config, null)
                .get(0)
                .tokens();
        List<Integer> unended = Streams.stream(expected)
                .map(JsonNode::intValue)
                .filter(token -> token != 0)
                .toList();
        return Ints.asList(written).equals(unended);
    }

    /** Teaches the model one fact through the public interface. */
    private static String edited(FixtureModel model) {
        try (EditedModel edited = ModelEditor.forModel(model.folder())
                .withMethod(EditingMethod.paper())
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE))
                .withAugmentation()
                .withLora(LORA)
                .withTraining(TRAINING)
                .onDevice(Fixtures.device())
                .edit(Fact.of(PROMPT, model.target()))) {
            return edited.complete(PROMPT);
        }
    }
}
