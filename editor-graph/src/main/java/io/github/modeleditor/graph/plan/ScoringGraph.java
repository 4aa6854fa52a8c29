package io.github.modeleditor.graph.plan;

import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.lora.LoraInsertion;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.lower.MixedPrecision;
import java.util.List;

/**
 * A decoder's graph as it is scored and decoded with: adapters may attach everywhere, and logits are those at chosen positions.
 *
 * @param decoder the model
 * @param projections where adapters may attach; each has inputs for A and B, which must be fed
 * @param precision what the model is computed in
 * @param graph with the outputs that {@link TargetLoss#scores} tells of, and those of the cache
 */
public record ScoringGraph(Decoder decoder, List<Projection> projections, Precision precision, Graph graph) {
    public ScoringGraph {
        projections = List.copyOf(projections);
    }

    /**
     * Plans a graph.
     *
     * @param decoder the model
     * @param projections where adapters may attach
     * @param precision what the model is computed in; 8-bit integers are for training alone
     * @return the plan
     */
    public static ScoringGraph of(Decoder decoder, List<Projection> projections, Precision precision) {
        Graph graph = LoraInsertion.insert(decoder.graph(), projections);
        return new ScoringGraph(
                decoder,
                projections,
                precision,
                MixedPrecision.of(
                        TargetLoss.scores(TargetLoss.logits(decoder, graph)),
                        precision,
                        Projections.adapterInputs(projections)));
    }
}
