package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.grad.GradientBuilder;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.plan.GradientGraph;
import io.github.modeleditor.graph.plan.TrainingGraph;
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
    private final LoraTensors adapter;
    private final LoraTensors gradients;
    /** Weights that are inputs of the graph. */
    private final Map<String, OnnxTensor> constants;

    private final boolean packed;

    private TrainingSession(TrainingGraph plan, Session session, LoraLayout layout, Map<String, OnnxTensor> constants) {
        decoder = plan.decoder();
        this.session = session;
        this.constants = constants;
        packed = plan.packsTexts();
        // Its own: others are asked under other adapters while this one is trained.
        adapter = new LoraTensors(layout, plan.precision(), name -> name);
        gradients = new LoraTensors(layout, plan.precision(), GradientBuilder::gradientOf);
    }

    /**
     * Builds the gradient graph and opens a session for it.
     *
     * @param plan of the graph
     * @param layout the same places, and how the weights lie
     * @param weights the model's weights, of the types that the plan's precision has; to be closed after the session
     * @param device where to run
     * @param recomputation what the backward pass computes once more instead of keeping it
     * @return the session, to be closed by the caller
     */
    public static TrainingSession open(
            TrainingGraph plan, LoraLayout layout, WeightTensors weights, Device device, Recomputation recomputation) {
        GradientGraph gradients =
                plan.gradients(ShapeObserver.observe(plan, layout), recomputation, IntegerKernels::exact);
        Map<String, OnnxTensor> constants =
                weights.integers(gradients.integers(), plan.differentiation().graph());
        Session session = Session.open(
                gradients.graph(), weights, Devices.computing(device, plan.precision()), optimization(device));
        return new TrainingSession(plan, session, layout, constants);
    }

    /**
     * What ONNX Runtime could do for a graph of gradients it finds done, and searching takes it as long as a few steps. On a GPU a
     * graph of a model of 1B parameters did not run without (ONNX Runtime 1.29: a copy of an invalid size to the host).
     */
    private static Optimization optimization(Device device) {
        return device instanceof Device.Cpu ? Optimization.NONE : Optimization.FULL;
    }

    @Override
    public boolean packsTexts() {
        return packed;
    }

    @Override
    public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights parameters, float[] gradient) {
        adapter.write(parameters);
        Map<String, OnnxTensor> fed = fed();
        double loss = 0;
        List<float[]> logProbabilities = new ArrayList<>();
        List<double[]> divergences = new ArrayList<>();
        for (TokenBatch batch : batches) {
            LossRows rows = LossRows.of(batch);
            try (Feeds feeds = Feeds.loss(decoder, batch, rows, packed);
                    Result result = session.run(feeds.with(fed), WANTED, gradients.tensors())) {
                gradients.addTo(gradient);
                float[] found = new float[rows.ids().length];
                Session.output(result, TargetLoss.LOG_PROBABILITIES)
                        .getFloatBuffer()
                        .get(found);
                loss += Session.output(result, TargetLoss.LOSS).getFloatBuffer().get(0) + negativeEntropy(batch);
                logProbabilities.add(rows.ofTargets(found, batch));
                divergences.add(rows.divergences(found, batch));
            }
        }
        return new BatchLosses(loss, logProbabilities, divergences);
    }

    /** The part of the soft targets' divergences that does not depend on the model. */
    private static double negativeEntropy(TokenBatch batch) {
        return batch.softTargets().stream()
                .mapToDouble(target -> target.weight() * target.reference().negativeEntropy())
                .sum();
    }

    /** Frees the memory of passes; the next ones claim it anew. The smallest pass there is takes it along. */
    void shrink() {
        session.shrinkOnce();
        TokenBatch smallest = Feeds.smallest();
        try (Feeds feeds = Feeds.loss(decoder, smallest, LossRows.of(smallest), packed)) {
            session.run(feeds.with(fed()), Set.of(TargetLoss.LOSS), gradients.tensors())
                    .close();
        }
    }

    /** What every pass is fed besides its texts. */
    private Map<String, OnnxTensor> fed() {
        Map<String, OnnxTensor> fed = new HashMap<>(constants);
        fed.putAll(adapter.tensors());
        return fed;
    }

    @Override
    public void close() {
        session.close();
        adapter.close();
        gradients.close();
    }
}
