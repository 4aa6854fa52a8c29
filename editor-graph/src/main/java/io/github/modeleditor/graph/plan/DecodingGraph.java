package io.github.modeleditor.graph.plan;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.cache.CacheInsertion;
import io.github.modeleditor.graph.cache.CachedActivation;
import io.github.modeleditor.graph.cache.CachedGraph;
import io.github.modeleditor.graph.cache.Lengths;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.lora.LoraInsertion;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.loss.TargetLoss;
import io.github.modeleditor.graph.lower.MixedPrecision;
import java.util.List;

/**
 * A decoder's graph as texts are written with it that has no cache of use: with one of ours, and adapters everywhere.
 *
 * @param decoder the model
 * @param cache what is kept from run to run
 * @param graph with the inputs of the decoder, of {@link CacheInsertion}, of the cache and of {@link TargetLoss#POSITIONS}, and the
 *     outputs {@link TargetLoss#TARGET_LOGITS} and those of the cache
 */
public record DecodingGraph(Decoder decoder, List<CachedActivation> cache, Graph graph) {
    public DecodingGraph {
        cache = List.copyOf(cache);
    }

    /**
     * Plans a graph.
     *
     * @param scoring the same model as it is scored
     * @param lengths of all values of {@link CacheInsertion#texts}
     * @return the plan
     * @throws UnsupportedModelException if texts written with a cache might not be those written without one
     */
    public static DecodingGraph of(ScoringGraph scoring, Lengths lengths) {
        Decoder decoder = scoring.decoder();
        CachedGraph cached = CacheInsertion.insert(decoder, lengths);
        Graph adapted = LoraInsertion.insert(cached.graph(), scoring.projections());
        GraphBuilder builder = new GraphBuilder(TargetLoss.logits(withoutCache(decoder), adapted));
        cached.cache().forEach(kept -> builder.output(kept.added()));
        List<String> adapters = Projections.adapterInputs(scoring.projections());
        return new DecodingGraph(
                decoder, cached.cache(), MixedPrecision.of(builder.build(), scoring.precision(), adapters));
    }

    /** The same decoder as one whose own cache nobody asks for. */
    private static Decoder withoutCache(Decoder decoder) {
        return new Decoder(
                decoder.graph(),
                decoder.head(),
                decoder.hidden(),
                decoder.tail(),
                decoder.hiddenSize(),
                decoder.vocabularySize(),
                decoder.hasAttentionMask(),
                decoder.hasPositionIds(),
                List.of());
    }
}
