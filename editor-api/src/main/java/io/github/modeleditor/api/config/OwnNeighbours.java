package io.github.modeleditor.api.config;

/**
 * Neighbours of a fact, made by the library: its prompt about other subjects, and built-in statements whose wording is near. The
 * subjects are names that the unedited model puts behind the fact's subject in a list, so that they are of its kind, and in every other
 * list begin with the same word; those of other facts of the edit, as far as these do not ask for the same relation; and those of near
 * statements. What is held
 * is the unedited model's own greedy answer, token by token. At its first token what is taught is not to become likelier either,
 * which a divergence alone hardly feels.
 *
 * <p>Half of all possible neighbours, told by a hash of their text, are never trained: harm is measured on these.
 *
 * @param count neighbours of each fact; at least 0
 * @param answerTokens tokens of an answer that are held; at least 1
 * @param weight what a nat of divergence at one of them counts; above 0
 * @param ceiling what the square of the excess of the taught token counts beside that; 0 or above, 0 for no ceiling
 * @param listedNames whether the unedited model is asked for names of the subject's kind
 * @see Preservation#ownNeighbours(int)
 */
public record OwnNeighbours(int count, int answerTokens, double weight, double ceiling, boolean listedNames)
        implements Preservation {
    private static final int ANSWER_TOKENS = 3;
    private static final double WEIGHT = 0.7;
    private static final double CEILING = 1;

    public OwnNeighbours {
        Settings.require(count >= 0, "The number of own neighbours", count, "0 or more");
        Settings.require(answerTokens >= 1, "The tokens held of a neighbour's answer", answerTokens, "1 or more");
        Settings.require(
                weight > 0 && Double.isFinite(weight),
                "The weight of own neighbours",
                weight,
                "a finite number above 0");
        Settings.require(
                ceiling >= 0 && Double.isFinite(ceiling),
                "The ceiling's weight at own neighbours",
                ceiling,
                "a finite number, 0 or above");
    }

    static OwnNeighbours defaults(int count) {
        return new OwnNeighbours(count, ANSWER_TOKENS, WEIGHT, CEILING, true);
    }
}
