package io.github.modeleditor.core.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What an open model is.
 *
 * @param name a name for reports and messages, such as its folder's
 * @param fingerprint a content hash of graph and weights
 * @param vocabularySize the width of its logits
 * @param maximumPositions tokens that prompt and target may have together
 * @param beginOfText the token a text begins with where there is no prompt, if the model has one
 * @param endOfText tokens that end a text; the first is the one trained after a target; may be empty
 * @param provenance what else a report should tell, such as device and versions, in a fixed order
 */
public record ModelDescription(
        String name,
        String fingerprint,
        int vocabularySize,
        int maximumPositions,
        OptionalInt beginOfText,
        List<Integer> endOfText,
        Map<String, String> provenance) {
    public ModelDescription {
        endOfText = List.copyOf(endOfText);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }
}
