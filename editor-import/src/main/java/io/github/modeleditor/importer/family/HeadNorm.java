package io.github.modeleditor.importer.family;

/** Norms of queries and keys. */
public enum HeadNorm {
    /** None. */
    NONE,
    /** Of each head by itself. */
    EACH_HEAD,
    /** Of all heads together. */
    ALL_HEADS
}
