package io.github.modeleditor.api.report;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** From prompts to percentages; each prompt counts once. */
final class Averages {
    private final Collection<PromptReport> prompts;
    private final Function<PromptReport, PromptAnswer> model;

    private Averages(Collection<PromptReport> prompts, Function<PromptReport, PromptAnswer> model) {
        this.prompts = prompts;
        this.model = model;
    }

    static Scores of(Collection<PromptReport> prompts, Function<PromptReport, PromptAnswer> model) {
        Averages averages = new Averages(prompts, model);
        return new Scores(
                averages.over(Metric.EFFICACY),
                averages.over(Metric.GENERALIZATION),
                averages.over(Metric.LOCALITY),
                averages.over(Metric.PORTABILITY));
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
