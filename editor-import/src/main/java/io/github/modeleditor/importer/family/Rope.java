package io.github.modeleditor.importer.family;

import java.util.List;

/**
 * Rotary position embeddings: at position p the pair i of a head turns by the angle p f(i), and cosine and sine are scaled by s. Texts
 * of more than {@code switchAt} tokens turn by other frequencies, where there are any.
 *
 * @param frequencies f, in radians a position; twice as many elements of a head turn
 * @param longFrequencies those of long texts; empty where they are the same
 * @param switchAt how many tokens a text has at most that is not long
 * @param scale s
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer</a>
 */
public record Rope(List<Float> frequencies, List<Float> longFrequencies, int switchAt, float scale) {
    public Rope {
        frequencies = List.copyOf(frequencies);
        longFrequencies = List.copyOf(longFrequencies);
    }

    /**
     * How many elements of a head turn.
     *
     * @return an even number
     */
    public int rotated() {
        return 2 * frequencies.size();
    }

    /**
     * Whether long texts turn otherwise.
     *
     * @return true if so
     */
    public boolean switches() {
        return !longFrequencies.isEmpty();
    }
}
