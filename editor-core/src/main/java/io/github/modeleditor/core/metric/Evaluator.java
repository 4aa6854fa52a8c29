package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.TextGenerator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks models a {@link Questionnaire}: how likely they find each continuation, and what they say of their own accord. As
 * thread-safe as the engine behind it.
 */
public final class Evaluator {
    private final Questionnaire asked;
    private final ScoringPass scoring;
    private final TextGenerator generator;
    private final Completions completions;

    /**
     * An evaluator.
     *
     * @param asked what is asked
     * @param scoring asks for likelihoods
     * @param generator asks for completions
     */
    public Evaluator(Questionnaire asked, ScoringPass scoring, TextGenerator generator) {
        this.asked = asked;
        this.scoring = scoring;
        this.generator = generator;
        completions = new Completions(generator);
    }

    /**
     * Asks a model everything: each distinct prompt and continuation once.
     *
     * @param weights the adapter, or null for the unedited model
     * @param behind hears now and then how much is behind, of {@link Questionnaire#size()}
     * @return its answers; completions of the facts' own prompts are whole
     */
    public ModelAnswers ask(@Nullable LoraWeights weights, IntConsumer behind) {
        TextScores scores = scoring.score(asked.texts(), weights, behind);
        List<Question> questions = asked.questions();
        List<Integer> own = indices(index -> questions.get(index).metric() == Metric.EFFICACY);
        List<Integer> others = indices(index -> questions.get(index).metric() != Metric.EFFICACY);
        List<String> said = new ArrayList<>(Collections.nCopies(questions.size(), ""));
        place(own, completions.whole(select(own), scores, weights)).forEach(said::set);
        place(others, completions.decided(select(others), scores, weights)).forEach(said::set);
        behind.accept(asked.texts().size() + questions.size());
        List<String> written = List.of();
        if (!asked.writings().isEmpty()) {
            written = generator.generateGreedily(asked.writings(), weights);
            behind.accept(asked.size());
        }
        return new ModelAnswers(scores, said, Set.copyOf(own), written);
    }

    /**
     * Lets a model complete some prompts up to their limit, those that it did not complete so before.
     *
     * @param answers what the model answered so far
     * @param indices which of the questions
     * @param weights the adapter, or null for the unedited model
     * @return the same answers with these completions whole
     */
    public ModelAnswers complete(ModelAnswers answers, Collection<Integer> indices, @Nullable LoraWeights weights) {
        List<Integer> missing = indices.stream()
                .filter(index -> !answers.whole().contains(index))
                .toList();
        return answers.withWhole(place(missing, completions.whole(select(missing), answers.scores(), weights)));
    }

    private List<Integer> indices(Predicate<Integer> wanted) {
        return IntStream.range(0, asked.questions().size())
                .boxed()
                .filter(wanted)
                .toList();
    }

    private List<Question> select(List<Integer> indices) {
        return indices.stream().map(asked.questions()::get).toList();
    }

    private static Map<Integer, String> place(List<Integer> indices, List<String> completions) {
        Map<Integer, String> placed = new HashMap<>();
        for (int i = 0; i < indices.size(); i++) {
            placed.put(indices.get(i), completions.get(i));
        }
        return placed;
    }
}
