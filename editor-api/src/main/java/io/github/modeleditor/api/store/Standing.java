package io.github.modeleditor.api.store;

/**
 * How a version stands with the facts that are current in it, as measured when it was made.
 *
 * @param facts how many there are
 * @param said for how many of them greedy decoding gives the target
 */
public record Standing(int facts, int said) {
    /**
     * For how many it does not.
     *
     * @return those that are not said; 0 where all is well
     */
    public int missing() {
        return facts - said;
    }
}
