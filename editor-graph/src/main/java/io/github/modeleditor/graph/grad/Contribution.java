package io.github.modeleditor.graph.grad;

/** What one reader of a value adds to its gradient. */
sealed interface Contribution {
    /** A gradient of the value's whole shape. */
    record Whole(String value) implements Contribution {}

    /** A gradient of the part [start, end) along one axis; it is zero elsewhere. */
    record Part(int axis, long start, long end, String value) implements Contribution {}
}
