package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** From prompts to percentages; each prompt counts once. */
public final class Averages {
    private final List<PromptReport> prompts;
    private final Function<PromptReport, PromptAnswer> model;

    private Averages(List<PromptReport> prompts, Function<PromptReport, PromptAnswer> model) {
        this.prompts = prompts;
        this.model = model;
    }

    /**
     * What one model's answers are worth.
     *
     * @param prompts the prompts, of any number of facts
     * @param model which of the two answers to a prompt counts, that before or that after an edit
     * @return percentages; NaN where nothing was asked
     */
    public static Scores of(List<PromptReport> prompts, Function<PromptReport, PromptAnswer> model) {
        Averages averages = new Averages(prompts, model);
        return new Scores(
                averages.over(Metric.EFFICACY),
                averages.over(Metric.GENERALIZATION),
                averages.over(Metric.LOCALITY),
                averages.over(Metric.PORTABILITY));
    }

    /**
     * The prompts of facts as they were put in the fact's own form.
     *
     * @param facts what became of each fact
     * @return their prompts, fact after fact
     */
    public static List<PromptReport> ownForms(List<FactReport> facts) {
        return facts.stream()
                .flatMap(fact -> inForm(fact.fact().form(), fact.prompts()).stream())
                .toList();
    }

    /**
     * The prompts that were put in one form.
     *
     * @param form how
     * @param prompts in any form
     * @return those in that form, in their order
     */
    public static List<PromptReport> inForm(PromptForm form, List<PromptReport> prompts) {
        return prompts.stream().filter(prompt -> prompt.form() == form).toList();
    }

    private Answers over(Metric metric) {
        List<PromptAnswer> answers = prompts.stream()
                .filter(prompt -> prompt.metric() == metric)
                .map(model)
                .toList();
        List<PromptAnswer> contrasted = answers.stream()
                .filter(answer -> !Double.isNaN(answer.rivalNegativeLogLikelihood()))
                .toList();
        return new Answers(
                percent(answers, PromptAnswer::teacherForced),
                percent(answers, PromptAnswer::tokenAccuracy),
                percent(answers, answer -> answer.exact() ? 1 : 0),
                percent(answers, answer -> answer.generated() ? 1 : 0),
                percent(contrasted, PromptAnswer::magnitude));
    }

    private static double percent(List<PromptAnswer> answers, ToDoubleFunction<PromptAnswer> figure) {
        return 100 * answers.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
}
