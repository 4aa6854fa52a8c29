package io.github.modeleditor.graph.plan;

import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.grad.Differentiation;
import io.github.modeleditor.graph.grad.GradientBuilder;
import io.github.modeleditor.graph.grad.RowWeights;
import io.github.modeleditor.graph.grad.ValueType;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.lora.LoraInsertion;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.lower.Fusions;
import io.github.modeleditor.graph.lower.IntegerBytes;
import io.github.modeleditor.graph.lower.IntegerProducts;
import io.github.modeleditor.graph.lower.MixedPrecision;
import io.github.modeleditor.graph.lower.TextMask;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A decoder's graph as it is trained, planned without running anything: fused, with a mask between the texts of a row where
 * positions can be said, with adapters and a loss, in its precision, and the way back through it. Whether it can be trained is
 * known when it is there; its gradients take the shapes of its values besides, which a runtime observes.
 *
 * <p>Immutable. What is recomputed is no part of it: it changes nothing but what is added for the way back.
 */
public final class TrainingGraph {
    private final Decoder decoder;
    private final List<Projection> projections;
    private final Precision precision;
    private final Differentiation differentiation;
    private final RowWeights rowWeights;

    private TrainingGraph(
            Decoder decoder,
            List<Projection> projections,
            Precision precision,
            Differentiation differentiation,
            RowWeights rowWeights) {
        this.decoder = decoder;
        this.projections = List.copyOf(projections);
        this.precision = precision;
        this.differentiation = differentiation;
        this.rowWeights = rowWeights;
    }

    /**
     * Plans a graph.
     *
     * @param decoder the model
     * @param projections where adapters attach
     * @param precision what the model is computed in
     * @return the plan
     * @throws UnsupportedModelException if an operator on the way has no gradient
     */
    public static TrainingGraph of(Decoder decoder, List<Projection> projections, Precision precision) {
        decoder.requireHead();
        Graph adapted = LoraInsertion.insert(forwardPass(decoder), projections);
        List<String> adapters = Projections.adapterInputs(projections);
        Graph loss = MixedPrecision.of(TargetLoss.loss(TargetLoss.logits(decoder, adapted)), precision, adapters);
        Graph weighed = TokenWeights.insert(loss);
        return new TrainingGraph(
                decoder,
                projections,
                precision,
                Differentiation.of(weighed, adapters),
                TokenWeights.of(weighed, projections));
    }

    /** The forward pass as it is trained. Texts are packed where their positions can be said. */
    private static Graph forwardPass(Decoder decoder) {
        Graph graph = decoder.graph();
        Graph fused = Fusions.fuse(graph);
        return decoder.hasPositionIds() ? TextMask.insert(fused).orElse(fused) : fused;
    }

    /**
     * The model.
     *
     * @return its decoder
     */
    public Decoder decoder() {
        return decoder;
    }

    /**
     * Where adapters attach.
     *
     * @return the projections, in the order of the graph's inputs
     */
    public List<Projection> projections() {
        return projections;
    }

    /**
     * What the model is computed in.
     *
     * @return the precision of the graph, adapters aside
     */
    public Precision precision() {
        return precision;
    }

    /**
     * The way from the adapters to the loss.
     *
     * @return its graph, with a loss, and the nodes and values on the way
     */
    public Differentiation differentiation() {
        return differentiation;
    }

    /**
     * Whether several texts may lie one after the other in a row.
     *
     * @return true if the graph takes the mask between them
     */
    public boolean packsTexts() {
        return TextMask.isIn(differentiation.graph());
    }

    /**
     * The graph with its gradients.
     *
     * @param types what was observed of every value that the nodes on the way read or make
     * @param recomputation what the backward pass computes once more instead of keeping it
     * @param bytes tells how frozen matrices are to lie in bytes, and is asked where they are multiplied in 8-bit integers
     * @return a graph with one output more for each A and B, named by {@link GradientBuilder#gradientOf}
     * @throws UnsupportedModelException if the gradient of an operator is not known in the form that the graph has it in
     */
    public GradientGraph gradients(
            Map<String, ValueType> types, Recomputation recomputation, Supplier<IntegerBytes> bytes) {
        Graph graph = GradientBuilder.build(
                differentiation, types, Projections.adapterInputs(projections), rowWeights, recomputation);
        if (precision != Precision.INT8) {
            return new GradientGraph(graph, Set.of());
        }
        IntegerProducts products =
                IntegerProducts.of(graph, Set.of(decoder.head().input(1)), bytes.get());
        return new GradientGraph(products.graph(), products.matrices());
    }
}
