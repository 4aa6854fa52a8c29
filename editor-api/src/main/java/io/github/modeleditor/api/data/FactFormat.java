package io.github.modeleditor.api.data;

/**
 * Which fields a record has. The records of a JSON format are the elements of one array, or stand one on a line; fields
 * that a format does not name are ignored. {@code docs/datasets.md} says what becomes what.
 */
public enum FactFormat {
    /** {@link #CSV} where the file's name ends so; otherwise decided by the fields of the first record. */
    AUTO,

    /**
     * CounterFact as EasyEdit lays it out: {@code prompt, target_new, subject, ground_truth, rephrase_prompt,
     * locality_prompt, locality_ground_truth}. The rephrased prompt is held out.
     */
    COUNTERFACT,

    /**
     * CounterFact as ROME and MEMIT lay it out ({@code counterfact.json, multi_counterfact.json}): {@code
     * requested_rewrite{prompt, subject, target_new{str}, target_true{str}}, paraphrase_prompts[],
     * neighborhood_prompts[], attribute_prompts[], generation_prompts[]}. The subject takes the place of {@code {}} in
     * the prompt; paraphrases are held out.
     */
    MULTI_COUNTERFACT,

    /**
     * zsRE as MEND lays it out, taught as the paper does: {@code src} is asked and {@code answers[0]} taught; {@code
     * subject, rephrase, loc, loc_ans} beside. The rephrased question is held out.
     */
    ZSRE,

    /** zsRE with the false answer {@code alt} taught instead, as EasyEdit does; never chosen by {@link #AUTO}. */
    ZSRE_ALTERNATIVE,

    /**
     * KnowEdit: {@code prompt, target_new, subject}, where the data has them {@code ground_truth, rephrase_prompt}, and
     * groups of {@code {prompt, ground_truth}} in {@code portability} and {@code locality}. Its WikiBio part has {@code
     * text, labels, concept} in place of the first three. Of several accepted answers the first counts; a question
     * without any is left out, as in EasyEdit.
     */
    KNOWEDIT,

    /**
     * WikiBigEdit as released: {@code update, ans}, and where they are neither null, NaN nor blank {@code subject,
     * rephrase, loc, loc_ans, personas, mhop, mhop_ans}; or with EasyEdit's names {@code prompt, target_new, subject,
     * rephrase_prompt, locality_prompt, locality_ground_truth}. {@code personas} and {@code mhop} become portability
     * probes of those groups.
     */
    WIKIBIGEDIT,

    /**
     * This library's own: {@code prompt, target}, and where wanted {@code subject, old_target, paraphrases[],
     * held_out_paraphrases[], locality[{prompt, target, group}], portability[{prompt, target, group}],
     * generation_prompts[], attribute_prompts[]}. White space is kept as it is.
     */
    JSONL,

    /**
     * This library's own as a table, separated by commas and quoted as in RFC 4180, with a header: {@code prompt,
     * target}, and where wanted {@code subject, old_target, paraphrase, held_out_paraphrase, locality_prompt,
     * locality_target, locality_group, portability_prompt, portability_target, portability_group, generation_prompt,
     * attribute_prompt}. More than one of a kind have numbers: {@code paraphrase_2}. An empty cell counts as absent.
     */
    CSV;
}
