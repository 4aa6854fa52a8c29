package io.github.modeleditor.core.store;

import io.github.modeleditor.api.store.StoredVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A line of the ledger.
 *
 * @param version what callers are told of it
 * @param layers the adapters of the version, in the order they act
 * @param set what was appended; empty where nothing was
 * @param report the name of the file with the report of its training; empty where nothing was trained
 */
record Entry(StoredVersion version, List<Layer> layers, Optional<FactSet> set, Optional<String> report) {
    Entry {
        layers = List.copyOf(layers);
    }

    /** The names of all files that it counts on. */
    Stream<String> files() {
        return Stream.of(layers.stream().flatMap(Layer::files), set.map(FactSet::file).stream(), report.stream())
                .flatMap(names -> names);
    }
}
