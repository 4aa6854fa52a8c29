package io.github.modeleditor.importer.family;

/** What lies between the two matrices of a feed-forward network. */
public enum FeedForward {
    /** a(x G) * (x U), then D. */
    GATED,
    /** The same, with G and U side by side in one matrix. */
    PACKED_GATED,
    /** a(x U), then D. */
    PLAIN
}
