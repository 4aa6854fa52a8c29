package io.github.modeleditor.importer.family;

/** Where query, key and value come from. */
public enum Packing {
    /** From three products. */
    SEPARATE,
    /** From one: all queries, then all keys, then all values. */
    SIDE_BY_SIDE,
    /** From one: for each head of keys its queries, its key and its value. */
    BY_HEAD
}
