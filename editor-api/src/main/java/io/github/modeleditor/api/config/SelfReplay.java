package io.github.modeleditor.api.config;

/**
 * Texts that the unedited model writes, at temperature 1 and from its whole distribution, and is held to at each of their tokens.
 * It writes them from its begin-of-text token; and as that hardly ever leads to anything but what it saw most of, every other one
 * from a few words of a language or a piece of code, which are built in.
 *
 * @param count texts for each fact; at least 0. Where there are any, few facts have 20 each, up to 100 in all
 * @param tokens the length of each; at least 1
 * @param weight what a nat of divergence at one token counts; above 0
 * @param openings whether every other text goes on from such words
 * @see Preservation#selfReplay(int)
 */
public record SelfReplay(int count, int tokens, double weight, boolean openings) implements Preservation {
    private static final int TOKENS = 32;
    private static final double WEIGHT = 0.5;

    public SelfReplay {
        Settings.require(count >= 0, "The number of replayed texts", count, "0 or more");
        Settings.require(tokens >= 1, "The tokens of a replayed text", tokens, "1 or more");
        Settings.require(
                weight > 0 && Double.isFinite(weight),
                "The weight of replayed texts",
                weight,
                "a finite number above 0");
    }

    static SelfReplay defaults(int count) {
        return new SelfReplay(count, TOKENS, WEIGHT, true);
    }
}
