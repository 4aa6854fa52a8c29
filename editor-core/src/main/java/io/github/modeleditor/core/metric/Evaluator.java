package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.example.PromptTokenizer;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.metric.Question.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks models about facts, and judges what they answer. The questions:
 *
 * <ul>
 *   <li>efficacy, on the fact's prompt, and generalization, on its held-out paraphrases: is the new target more likely
 *       than the old, {@code NLL(p, new) < NLL(p, old)}; for a fact without an old target, the share of target tokens
 *       that are the most likely at their place;
 *   <li>locality, on its probes: is {@code NLL(p, expected) < NLL(p, new)}; for a fact without an old target, the share of
 *       the expected tokens' places where the edited model predicts what the unedited model predicts;
 *   <li>the exact rates: how often all tokens of the target (of a probe: of what is expected) are the most likely ones.
 * </ul>
 *
 * <p>As thread-safe as the engine behind it.
 */
public final class Evaluator {
    private static final int GENERATED_TOKENS_PER_TARGET_TOKEN = 3;

    private final List<Fact> facts;
    private final List<FactQuestions> questions;
    private final Set<TokenizedText> texts;
    private final Map<Integer, List<Integer>> factsByCompletionLength;
    private final ScoringPass scoring;
    private final TextGenerator generator;

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
        this.generator = generator;
        questions =
                facts.stream().map(fact -> FactQuestions.of(fact, tokenizer)).toList();
        texts = questions.stream()
                .flatMap(FactQuestions::all)
                .flatMap(question -> question.texts().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        factsByCompletionLength = IntStream.range(0, questions.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        index -> completionLength(questions.get(index).own()), TreeMap::new, Collectors.toList()));
    }

    /** Enough to say the target and show what comes next, but no more: each token is a pass through the model. */
    private static int completionLength(Question own) {
        TokenizedText expected = own.expected();
        return GENERATED_TOKENS_PER_TARGET_TOKEN * (expected.length() - expected.targetStart());
    }

    /**
     * How much there is to ask.
     *
     * @return distinct texts to score and prompts to complete
     */
    public int size() {
        return texts.size() + facts.size();
    }

    /**
     * Asks a model everything: each distinct prompt and continuation once.
     *
     * @param weights the adapter, or null for the unedited model
     * @param asked hears after each batch how much is behind, of {@link #size()}
     * @return its answers
     */
    public Answers ask(@Nullable LoraWeights weights, IntConsumer asked) {
        TextScores scores = scoring.score(texts, weights, asked);
        List<String> completions = new ArrayList<>(Collections.nCopies(facts.size(), ""));
        int completed = 0;
        for (Map.Entry<Integer, List<Integer>> group : factsByCompletionLength.entrySet()) {
            List<Integer> indices = group.getValue();
            List<String> prompts =
                    indices.stream().map(index -> facts.get(index).prompt()).toList();
            List<String> added = generator.greedy(prompts, group.getKey(), weights);
            for (int i = 0; i < indices.size(); i++) {
                completions.set(indices.get(i), added.get(i));
            }
            completed += indices.size();
            asked.accept(texts.size() + completed);
        }
        return new Answers(scores, completions);
    }

    /**
     * Judges answers.
     *
     * @param unedited what the unedited model answered
     * @param answers what the model answered that is judged; the unedited one may be judged too
     * @return percentages
     */
    public Evaluation evaluate(Answers unedited, Answers answers) {
        List<Judgement> judgements = questions.stream()
                .map(fact -> new Judgement(
                        judge(Stream.of(fact.own()), unedited, answers),
                        judge(fact.heldOut().stream(), unedited, answers),
                        judge(fact.probes().stream(), unedited, answers)))
                .toList();
        return new Evaluation(
                Judgement.all(judgements).scores(),
                judgements.stream().map(Judgement::scores).toList());
    }

    private static List<Verdict> judge(Stream<Question> questions, Answers unedited, Answers answers) {
        return questions
                .map(question -> question.judge(unedited.scores(), answers.scores()))
                .toList();
    }

    /** The verdicts on one fact, or on all. */
    private record Judgement(List<Verdict> own, List<Verdict> heldOut, List<Verdict> probes) {
        static Judgement all(List<Judgement> judgements) {
            return new Judgement(
                    judgements.stream().flatMap(each -> each.own.stream()).toList(),
                    judgements.stream().flatMap(each -> each.heldOut.stream()).toList(),
                    judgements.stream().flatMap(each -> each.probes.stream()).toList());
        }

        Scores scores() {
            return new Scores(
                    correct(own), correct(heldOut), correct(probes), exact(own), exact(heldOut), exact(probes));
        }

        private static double correct(List<Verdict> verdicts) {
            return 100
                    * verdicts.stream().mapToDouble(Verdict::correct).average().orElse(Double.NaN);
        }

        private static double exact(List<Verdict> verdicts) {
            return 100
                    * verdicts.stream()
                            .mapToDouble(verdict -> verdict.exact() ? 1 : 0)
                            .average()
                            .orElse(Double.NaN);
        }
    }
}
