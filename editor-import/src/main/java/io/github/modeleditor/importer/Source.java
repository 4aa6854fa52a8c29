package io.github.modeleditor.importer;

import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.tensor.Checkpoint;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A published model, opened.
 *
 * @param config in the words of Hugging Face
 * @param checkpoint its tensors, named as there
 * @param companions what lies beside a graph, by the name of the file: tokenizer, configurations, template
 */
record Source(Config config, Checkpoint checkpoint, Map<String, WeightContent> companions) {
    Source {
        companions = Collections.unmodifiableMap(new LinkedHashMap<>(companions));
    }
}
