package io.github.modeleditor.graph.cache;

import io.github.modeleditor.graph.ir.Graph;
import java.util.List;

/**
 * A decoder's graph that reads new tokens only, and keys and values of earlier ones.
 *
 * @param graph with the inputs that {@link CacheInsertion} tells of
 * @param cache what is kept from run to run
 */
public record CachedGraph(Graph graph, List<CachedActivation> cache) {
    public CachedGraph {
        cache = List.copyOf(cache);
    }
}
