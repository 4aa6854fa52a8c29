package io.github.modeleditor.core.training;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.LoraReduction;
import io.github.modeleditor.core.engine.LoraWeights;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a trained adapter down to the smallest rank, of powers of two, under which every fact is as likely as before. Adam makes
 * steps of one size in every direction, so most of a wide adapter is directions that no fact needs. As thread-safe as its engine.
 */
public final class SmallestRank {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private static final int FIRST = 8;
    /** So many nats may each token of a fact be less likely: a fiftieth of its probability. */
    private static final double TOLERANCE = 0.02;

    private final ScoringPass scoring;
    private final List<TokenizedText> facts;

    /**
     * A search.
     *
     * @param scoring asks the model
     * @param facts prompts and targets of what was learned; where there are none nothing tells what a rank loses
     */
    public SmallestRank(ScoringPass scoring, List<TokenizedText> facts) {
        this.scoring = scoring;
        this.facts = List.copyOf(facts);
    }

    /**
     * The smallest adapter that will do.
     *
     * @param trained the weights that were found
     * @param most the rank that is not exceeded, whatever is lost
     * @return the same weights, or new ones of a smaller rank
     */
    public LoraWeights of(LoraWeights trained, int most) {
        int rank = trained.layout().config().rank();
        LoraWeights kept = smallest(trained, Math.min(rank, most));
        LOGGER.info("Keeps rank {} of {}.", kept.layout().config().rank(), rank);
        return kept;
    }

    private LoraWeights smallest(LoraWeights trained, int bound) {
        LoraReduction reduction = new LoraReduction(trained);
        if (!facts.isEmpty()) {
            TextScores before = scores(trained);
            for (int narrow = FIRST; narrow < bound; narrow *= 2) {
                LoraWeights smaller = reduction.to(narrow);
                if (holds(before, scores(smaller))) {
                    return smaller;
                }
            }
        }
        return bound < trained.layout().config().rank() ? reduction.to(bound) : trained;
    }

    private TextScores scores(LoraWeights weights) {
        return scoring.score(facts, weights, scored -> {});
    }

    private boolean holds(TextScores before, TextScores after) {
        return facts.stream().allMatch(fact -> holds(before.of(fact), after.of(fact)));
    }

    private static boolean holds(TextScore before, TextScore after) {
        return (after.isGreedy() || !before.isGreedy())
                && after.negativeLogLikelihood() <= before.negativeLogLikelihood() + TOLERANCE;
    }
}
