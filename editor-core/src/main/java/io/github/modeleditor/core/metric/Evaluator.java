package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.api.Metric;
import io.github.modeleditor.api.PromptAnswer;
import io.github.modeleditor.api.PromptReport;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.example.PromptTokenizer;
import io.github.modeleditor.core.generation.TextGenerator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks models about facts, and judges what they answer: of every prompt how likely it finds the expected continuation and
 * its rival, and what it says of its own accord. {@link io.github.modeleditor.api.Answers} tells how that is judged.
 *
 * <p>As thread-safe as the engine behind it.
 */
public final class Evaluator {
    private final List<Fact> facts;
    private final List<List<Question>> questionsByFact;
    private final List<Question> questions;
    private final Set<TokenizedText> texts;
    private final ScoringPass scoring;
    private final Completions completions;

    /**
     * An evaluator of some facts.
     *
     * @param facts what is asked about
     * @param tokenizer tokenizes every prompt and continuation, once
     * @param scoring asks for likelihoods
     * @param generator asks for completions
     * @throws InvalidFactException if a text is too long for the model
     */
    public Evaluator(List<Fact> facts, PromptTokenizer tokenizer, ScoringPass scoring, TextGenerator generator) {
        this.facts = List.copyOf(facts);
        this.scoring = scoring;
        completions = new Completions(generator);
        questionsByFact =
                facts.stream().map(fact -> Question.about(fact, tokenizer)).toList();
        questions = questionsByFact.stream().flatMap(List::stream).toList();
        texts = questions.stream().flatMap(Question::texts).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * How much there is to ask.
     *
     * @return distinct texts to score and prompts to complete
     */
    public int size() {
        return texts.size() + questions.size();
    }

    /**
     * Asks a model everything: each distinct prompt and continuation once.
     *
     * @param weights the adapter, or null for the unedited model
     * @param asked hears after each batch how much is behind, of {@link #size()}
     * @return its answers
     */
    public ModelAnswers ask(@Nullable LoraWeights weights, IntConsumer asked) {
        TextScores scores = scoring.score(texts, weights, asked);
        List<Question> own = select(question -> question.metric() == Metric.EFFICACY);
        List<Question> others = select(question -> question.metric() != Metric.EFFICACY);
        Iterator<String> whole = completions.whole(own, scores, weights).iterator();
        asked.accept(texts.size() + own.size());
        Iterator<String> decided = completions.decided(others, scores, weights).iterator();
        asked.accept(size());
        List<String> said = questions.stream()
                .map(question -> question.metric() == Metric.EFFICACY ? whole.next() : decided.next())
                .toList();
        return new ModelAnswers(scores, said, List.of());
    }

    private List<Question> select(Predicate<Question> wanted) {
        return questions.stream().filter(wanted).toList();
    }

    /**
     * Judges answers.
     *
     * @param unedited what the unedited model answered
     * @param edited what the edited model answered
     * @return a report of each fact, in their order
     */
    public List<FactReport> compare(ModelAnswers unedited, ModelAnswers edited) {
        List<FactReport> reports = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < facts.size(); i++) {
            List<Question> own = questionsByFact.get(i);
            int offset = first;
            List<PromptReport> prompts = IntStream.range(0, own.size())
                    .mapToObj(index -> report(own.get(index), offset + index, unedited, edited))
                    .toList();
            first += own.size();
            reports.add(new FactReport(
                    facts.get(i),
                    Averages.of(prompts, PromptReport::before),
                    Averages.of(prompts, PromptReport::after),
                    prompts));
        }
        return reports;
    }

    /**
     * Scores over all facts; each prompt counts once.
     *
     * @param facts what became of each fact
     * @param model the answer of the model that is scored
     * @return percentages
     */
    public static Scores total(List<FactReport> facts, Function<PromptReport, PromptAnswer> model) {
        return Averages.of(
                facts.stream().flatMap(fact -> fact.prompts().stream()).toList(), model);
    }

    private static PromptReport report(Question question, int index, ModelAnswers unedited, ModelAnswers edited) {
        return new PromptReport(
                question.metric(),
                question.group(),
                question.prompt(),
                question.wanted(),
                question.unwanted(),
                question.judge(
                        unedited.scores(),
                        unedited.scores(),
                        unedited.completions().get(index)),
                question.judge(
                        unedited.scores(), edited.scores(), edited.completions().get(index)));
    }
}
