package io.github.modeleditor.core.store;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One of the adapters that lie side by side in a version.
 *
 * @param adapter the name of its file
 * @param rank its rank
 * @param edits the sets whose facts it was trained for; facts that were replayed beside do not count
 * @param sources the layers whose place it took when they were compacted; empty for one that was trained beside others
 */
record Layer(String adapter, int rank, List<String> edits, List<Layer> sources) {
    Layer {
        edits = List.copyOf(edits);
        sources = List.copyOf(sources);
    }

    /** What is left where some sets are taken back: itself, what it took the place of, or nothing. */
    Stream<Layer> without(Set<String> reverted) {
        if (edits.stream().noneMatch(reverted::contains)) {
            return Stream.of(this);
        }
        return sources.stream().flatMap(source -> source.without(reverted));
    }

    /** This one's file and those of all it took the place of. */
    Stream<String> files() {
        return Stream.concat(Stream.of(adapter), sources.stream().flatMap(Layer::files));
    }

    static int ranks(List<Layer> layers) {
        return layers.stream().mapToInt(Layer::rank).sum();
    }
}
