package io.github.modeleditor.core.dataset;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.data.FactFormat;
import java.util.List;
import java.util.Map;

/** The fields by which {@link FactFormat#AUTO} knows a record of a format: any of its lists, whole. */
final class TelltaleFields {
    /** The first that fits is taken. The alternative zsRE is never: its records are those of zsRE. */
    private static final Map<FactFormat, List<List<String>>> BY_FORMAT = ImmutableMap.of(
            FactFormat.COUNTERFACT, List.of(List.of("prompt", "target_new", "ground_truth", "locality_prompt")),
            FactFormat.MULTI_COUNTERFACT, List.of(List.of("requested_rewrite")),
            FactFormat.ZSRE, List.of(List.of("src", "answers")),
            FactFormat.ZSRE_ALTERNATIVE, List.of(List.of("src", "answers", "alt")),
            FactFormat.WIKIBIGEDIT,
                    List.of(
                            List.of("update", "ans"),
                            List.of("prompt", "target_new", "rephrase_prompt", "locality_prompt")),
            // What EasyEdit's own scripts take has no more than a prompt and a new target.
            FactFormat.KNOWEDIT, List.of(List.of("prompt", "target_new"), List.of("text", "labels", "concept")),
            FactFormat.JSONL, List.of(List.of("prompt", "target")));

    private TelltaleFields() {}

    /** The formats that are known by their fields, in the order in which they are tried. */
    static List<FactFormat> formats() {
        return List.copyOf(BY_FORMAT.keySet());
    }

    static List<List<String>> of(FactFormat format) {
        return BY_FORMAT.getOrDefault(format, List.of());
    }
}
