package io.github.modeleditor.api.store;

/**
 * What becomes of facts that contradict current ones: same form and prompt, or same subject and relation, white space, case, leading
 * articles and closing punctuation left aside, and another target.
 */
public enum ConflictPolicy {
    /** The whole set is refused, and the message names the facts. */
    REJECT,
    /** The new fact takes the place of the current one, which comes back where the new one's edit is reverted. */
    SUPERSEDE,
    /** Both are current. What the model says is then anybody's guess; for facts whose targets are both right. */
    KEEP_BOTH
}
