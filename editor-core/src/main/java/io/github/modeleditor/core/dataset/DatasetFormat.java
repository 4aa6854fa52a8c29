package io.github.modeleditor.core.dataset;

import com.google.common.collect.ImmutableList;

/**
 * Which fields a record has. Whatever the format, the records are the elements of one JSON array, or stand one on a line;
 * fields that a format does not name are ignored.
 */
public enum DatasetFormat {
    /** Decided by the fields of the first record. */
    AUTO,

    /**
     * CounterFact as EasyEdit lays it out: {@code prompt, target_new, subject, ground_truth, rephrase_prompt,
     * locality_prompt, locality_ground_truth}. The rephrased prompt is held out.
     */
    COUNTERFACT("prompt", "target_new", "ground_truth"),

    /**
     * zsRE as MEND lays it out, taught as the paper does: {@code src} is asked and {@code answers[0]} taught; {@code
     * subject, rephrase, loc, loc_ans} beside. The rephrased question is held out.
     */
    ZSRE("src", "answers"),

    /** zsRE with the false answer {@code alt} taught instead, as EasyEdit does; never chosen by {@link #AUTO}. */
    ZSRE_ALTERNATIVE("src", "answers", "alt"),

    /**
     * This library's own: {@code prompt, target}, and where wanted {@code subject, old_target, paraphrases[],
     * held_out_paraphrases[], locality[{prompt, target}]}. White space is kept as it is.
     */
    JSONL("prompt", "target");

    private final ImmutableList<String> telltaleFields;

    DatasetFormat(String... telltaleFields) {
        this.telltaleFields = ImmutableList.copyOf(telltaleFields);
    }

    /** The fields by which {@link #AUTO} knows the format; it takes the first of all formats that has them. */
    ImmutableList<String> telltaleFields() {
        return telltaleFields;
    }
}
