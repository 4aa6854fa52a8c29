package io.github.modeleditor.api.ablation;

/** How the facts of an ablation are edited. */
public enum EditMode {
    /** All at once. */
    MASS,
    /** One by one, each into the unedited model. */
    SINGLE
}
