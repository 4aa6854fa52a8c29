package io.github.modeleditor.api.report;

import java.util.Collection;
import java.util.function.Function;

/**
 * How a model answers for some facts.
 *
 * @param efficacy on the facts' own prompts
 * @param generalization on their held-out paraphrases
 * @param locality on their neighbours: is a neighbour's answer still the neighbour's own
 * @param portability on what follows from the facts; judged without a rival
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 4</a>
 */
public record Scores(Answers efficacy, Answers generalization, Answers locality, Answers portability) {
    /**
     * What one model's answers are worth. Every prompt counts once.
     *
     * @param prompts the prompts, of any number of facts
     * @param model which of the two answers to a prompt counts, {@link PromptReport#before} or {@link PromptReport#after}
     * @return percentages; NaN where nothing was asked
     */
    public static Scores of(Collection<PromptReport> prompts, Function<PromptReport, PromptAnswer> model) {
        return Averages.of(prompts, model);
    }

    /**
     * The edit score as the papers have it: the harmonic mean of the teacher-forced efficacy, generalization and locality.
     * Without one of them there is none: an edit whose neighbours nobody asked may have broken all of them.
     *
     * @return 0 to 100; 0 if one of them is 0; NaN if one of them was not measured
     */
    public double score() {
        return harmonicMean(efficacy.teacherForced(), generalization.teacherForced(), locality.teacherForced());
    }

    /**
     * The same over what the model says of its own accord: the harmonic mean of the generated efficacy, generalization and
     * locality. A neighbour that the unedited model does not know either counts as a miss.
     *
     * @return 0 to 100; 0 if one of them is 0; NaN if one of them was not measured
     */
    public double generatedScore() {
        return harmonicMean(efficacy.generated(), generalization.generated(), locality.generated());
    }

    /** NaN if one of them is. */
    private static double harmonicMean(double first, double second, double third) {
        return 3 / (1 / first + 1 / second + 1 / third);
    }
}
