package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the answers of an edited model against those of the unedited one. {@link io.github.modeleditor.api.report.Answers} tells
 * how an answer is judged. Immutable.
 */
public final class Judgement {
    private final Questionnaire asked;
    private final ModelAnswers unedited;
    private final ModelAnswers edited;
    private final List<PromptReport> prompts;
    private final List<FactReport> facts;

    /**
     * A judgement.
     *
     * @param asked what both models were asked
     * @param unedited what the unedited model answered
     * @param edited what the edited model answered
     */
    public Judgement(Questionnaire asked, ModelAnswers unedited, ModelAnswers edited) {
        this.asked = asked;
        this.unedited = unedited;
        this.edited = edited;
        prompts = IntStream.range(0, asked.questions().size())
                .mapToObj(this::report)
                .toList();
        facts = List.copyOf(reports());
    }

    private PromptReport report(int index) {
        Question question = asked.questions().get(index);
        return new PromptReport(
                question.metric(),
                question.form(),
                question.group(),
                question.prompt(),
                question.wanted(),
                Optional.ofNullable(question.unwanted()),
                question.judge(
                        unedited.scores(),
                        unedited.scores(),
                        unedited.completions().get(index)),
                question.judge(
                        unedited.scores(), edited.scores(), edited.completions().get(index)));
    }

    private List<FactReport> reports() {
        List<FactReport> reports = new ArrayList<>();
        int first = 0;
        for (Fact fact : asked.facts()) {
            int end = first + asked.questionsByFact().get(reports.size()).size();
            List<PromptReport> all = prompts.subList(first, end);
            List<PromptReport> own =
                    all.stream().filter(prompt -> prompt.form() == fact.form()).toList();
            reports.add(new FactReport(
                    fact, Scores.of(own, PromptReport::before), Scores.of(own, PromptReport::after), all));
            first = end;
        }
        return reports;
    }

    /**
     * What became of each fact.
     *
     * @return a report of each, in their order
     */
    public List<FactReport> facts() {
        return facts;
    }

    /**
     * Scores over all facts, each in its own form; each prompt counts once.
     *
     * @param model the answer of the model that is scored
     * @return percentages
     */
    public Scores total(Function<PromptReport, PromptAnswer> model) {
        return Scores.of(
                facts.stream().flatMap(fact -> fact.ownPrompts().stream()).toList(), model);
    }

    /**
     * The neighbours that were broken.
     *
     * @return the indices of their questions, ascending
     */
    public List<Integer> broken() {
        return IntStream.range(0, prompts.size())
                .filter(index -> prompts.get(index).broken())
                .boxed()
                .toList();
    }

    /**
     * How many multiple-choice questions were answered right.
     *
     * @return percentages; NaN where there are no questions
     */
    public Change generalAbility() {
        return change(
                answers -> asked.choices().stream().mapToDouble(choice -> choice.isRight(answers.scores()) ? 100 : 0));
    }

    /**
     * How varied the models write.
     *
     * @return the mean of {@link NgramEntropy#of(String)}; NaN where nothing was written
     */
    public Change fluency() {
        return change(answers -> answers.writings().stream().mapToDouble(NgramEntropy::of));
    }

    /**
     * How much of what the models write is what the reference texts speak of.
     *
     * @return the mean of {@link TfIdf#cosine(String, String)} over the facts that have a reference; NaN where none has
     */
    public Change consistency() {
        Map<String, String> references = asked.config().references();
        TfIdf space = new TfIdf(references.values());
        return change(answers -> {
            DoubleStream.Builder cosines = DoubleStream.builder();
            for (int i = 0; i < answers.writings().size(); i++) {
                @Nullable String reference = references.get(asked.facts().get(i).prompt());
                if (reference != null) {
                    cosines.add(space.cosine(answers.writings().get(i), reference));
                }
            }
            return cosines.build();
        });
    }

    private Change change(Function<ModelAnswers, DoubleStream> figures) {
        return new Change(mean(figures.apply(unedited)), mean(figures.apply(edited)));
    }

    private static double mean(DoubleStream figures) {
        return figures.average().orElse(Double.NaN);
    }
}
