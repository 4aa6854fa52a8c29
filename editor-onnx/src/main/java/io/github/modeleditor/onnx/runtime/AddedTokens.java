package io.github.modeleditor.onnx.runtime;

/**
 * New tokens of texts of which others are in a cache. Arrays are row by row.
 *
 * @param rows how many texts
 * @param ids of the new tokens, [rows, new]
 * @param newPlaces where in their texts they stand, [rows, new]
 * @param keyPlaces for which places in their texts the columns of keys stand, [rows, all]
 * @param lengths how many tokens each text has now
 * @param targetPositions flat positions among the new tokens at which logits are wanted
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of what is fed; never compared
record AddedTokens(int rows, long[] ids, long[] newPlaces, long[] keyPlaces, int[] lengths, long[] targetPositions) {
    /** How many tokens of each text are new, padding among them. */
    int columns() {
        return ids.length / rows;
    }

    /** How many columns of keys there are. */
    int allColumns() {
        return keyPlaces.length / rows;
    }
}
