package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.onnx.grad.Differentiation;
import io.github.modeleditor.onnx.grad.GradientBuilder;
import io.github.modeleditor.onnx.grad.ValueType;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.lora.LoraInsertion;
import io.github.modeleditor.onnx.lora.Projection;
import io.github.modeleditor.onnx.loss.Decoder;
import io.github.modeleditor.onnx.loss.TargetLoss;
import io.github.modeleditor.onnx.lower.Fusions;
import io.github.modeleditor.onnx.lower.IntegerProducts;
import io.github.modeleditor.onnx.lower.MixedPrecision;
import io.github.modeleditor.onnx.lower.TextMask;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Forward and backward passes. Weights go in and gradients come out through direct buffers that every step reuses. Not
 * thread-safe.
 */
public final class TrainingSession implements Gradients {
    private static final Set<String> WANTED = Set.of(TargetLoss.LOSS, TargetLoss.LOG_PROBABILITIES);

    private final Decoder decoder;
    private final Session session;
    private final WeightTensors weights;
    private final LoraTensors gradients;
    /** Weights that are inputs of the graph. */
    private final Map<String, OnnxTensor> constants;

    private final boolean packed;

    private TrainingSession(
            Decoder decoder,
            Session session,
            LoraLayout layout,
            WeightTensors weights,
            Map<String, OnnxTensor> constants,
            boolean packed) {
        this.decoder = decoder;
        this.session = session;
        this.weights = weights;
        this.constants = constants;
        this.packed = packed;
        gradients = new LoraTensors(layout, GradientBuilder::gradientOf);
    }

    /**
     * The plan of a backward pass in single precision, made without running anything.
     *
     * @param decoder the model
     * @param projections where adapters attach
     * @return the plan
     * @throws UnsupportedModelException if an operator on the way has no gradient
     */
    public static Differentiation plan(Decoder decoder, List<Projection> projections) {
        return plan(decoder, projections, Precision.FLOAT32);
    }

    /**
     * The plan of a backward pass, made without running anything.
     *
     * @param decoder the model
     * @param projections where adapters attach
     * @param precision what the model is computed in
     * @return the plan
     * @throws UnsupportedModelException if an operator on the way has no gradient
     */
    public static Differentiation plan(Decoder decoder, List<Projection> projections, Precision precision) {
        Graph graph = LoraInsertion.insert(forwardPass(decoder, precision), projections);
        return Differentiation.of(
                MixedPrecision.of(TargetLoss.loss(TargetLoss.logits(decoder, graph)), precision),
                parameters(projections));
    }

    /**
     * The forward pass as it is trained. Texts are packed where their positions can be said. Masks need the range of single
     * precision, and half precision has its own plan of what is computed in which type.
     */
    private static Graph forwardPass(Decoder decoder, Precision precision) {
        Graph graph = decoder.graph();
        if (precision != Precision.FLOAT32 && precision != Precision.INT8) {
            return graph;
        }
        Graph fused = Fusions.fuse(graph);
        return decoder.hasPositionIds() ? TextMask.insert(fused).orElse(fused) : fused;
    }

    /**
     * Builds the gradient graph of single precision and opens a session for it.
     *
     * @param decoder the model
     * @param projections where adapters attach
     * @param layout the same places, and how the weights lie
     * @param weights the model's weights; to be closed after the session
     * @param device where to run
     * @return the session, to be closed by the caller
     */
    public static TrainingSession open(
            Decoder decoder, List<Projection> projections, LoraLayout layout, WeightTensors weights, Device device) {
        return open(decoder, projections, layout, weights, device, Precision.FLOAT32, Recomputation.NONE);
    }

    /**
     * Builds the gradient graph and opens a session for it.
     *
     * @param decoder the model
     * @param projections where adapters attach
     * @param layout the same places, and how the weights lie
     * @param weights the model's weights; to be closed after the session
     * @param device where to run
     * @param precision what the model is computed in; the weights have its types
     * @param recomputation what the backward pass computes once more instead of keeping it
     * @return the session, to be closed by the caller
     */
    public static TrainingSession open(
            Decoder decoder,
            List<Projection> projections,
            LoraLayout layout,
            WeightTensors weights,
            Device device,
            Precision precision,
            Recomputation recomputation) {
        Differentiation plan = plan(decoder, projections, precision);
        Map<String, ValueType> types = ShapeObserver.observe(decoder, plan, layout, weights);
        Graph graph = GradientBuilder.build(plan, types, parameters(projections), recomputation);
        Map<String, OnnxTensor> constants = Map.of();
        if (precision == Precision.INT8) {
            IntegerProducts products =
                    IntegerProducts.of(graph, Set.of(decoder.head().input(1)));
            constants = weights.integers(products, graph);
            graph = products.graph();
        }
        Session session = Session.open(graph, weights, device, optimization(device));
        return new TrainingSession(decoder, session, layout, weights, constants, TextMask.isIn(graph));
    }

    /**
     * What ONNX Runtime could do for a graph of gradients it finds done, and searching takes it as long as a few steps. On a GPU
     * that was never measured.
     */
    private static Optimization optimization(Device device) {
        return device instanceof Device.Cpu ? Optimization.NONE : Optimization.FULL;
    }

    static List<String> parameters(List<Projection> projections) {
        List<String> names = new ArrayList<>();
        for (Projection projection : projections) {
            names.add(projection.inputA());
            names.add(projection.inputB());
        }
        return names;
    }

    @Override
    public boolean packsTexts() {
        return packed;
    }

    @Override
    public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights parameters, float[] gradient) {
        adapter().write(parameters);
        Map<String, OnnxTensor> fed = fed();
        double loss = 0;
        List<float[]> logProbabilities = new ArrayList<>();
        for (TokenBatch batch : batches) {
            try (Feeds feeds = Feeds.loss(decoder, batch, packed);
                    Result result = session.run(feeds.with(fed), WANTED, gradients.tensors())) {
                gradients.addTo(gradient);
                loss += Session.output(result, TargetLoss.LOSS).getFloatBuffer().get(0);
                float[] ofTargets = new float[batch.targets()];
                Session.output(result, TargetLoss.LOG_PROBABILITIES)
                        .getFloatBuffer()
                        .get(ofTargets);
                logProbabilities.add(ofTargets);
            }
        }
        return new BatchLosses(loss, logProbabilities);
    }

    /** Frees the memory of passes; the next ones claim it anew. The smallest pass there is takes it along. */
    void shrink() {
        session.shrinkOnce();
        try (Feeds feeds = Feeds.loss(decoder, Feeds.smallest(), packed)) {
            session.run(feeds.with(fed()), Set.of(TargetLoss.LOSS), gradients.tensors())
                    .close();
        }
    }

    private LoraTensors adapter() {
        return weights.adapter(gradients.layout());
    }

    /** What every pass is fed besides its texts. */
    private Map<String, OnnxTensor> fed() {
        Map<String, OnnxTensor> fed = new HashMap<>(constants);
        fed.putAll(adapter().tensors());
        return fed;
    }

    @Override
    public void close() {
        session.close();
        gradients.close();
    }
}
