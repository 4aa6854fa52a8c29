package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing to ask a model. NLL(p, t) is the mean over t's tokens of {@code -log P(token | p, tokens before it)}, without
 * end-of-text.
 *
 * @param metric what it measures
 * @param form how it is put
 * @param group what kind of probe it is, where something says so
 * @param prompt what the model is given
 * @param wanted the continuation that is hoped for
 * @param unwanted the continuation that must be less likely, or null where none is known
 * @param expected the prompt and what is hoped for
 * @param rival the prompt and what must be less likely, or null
 */
record Question(
        Metric metric,
        PromptForm form,
        Optional<String> group,
        String prompt,
        String wanted,
        @Nullable String unwanted,
        TokenizedText expected,
        @Nullable TokenizedText rival) {
    private static final int GENERATED_TOKENS_PER_TARGET_TOKEN = 3;

    /** Everything that is asked about a fact, in the order of a report. */
    static List<Question> about(Fact fact, PromptTokenizer tokenizer) {
        Stream<PromptForm> forms = Stream.of(fact.form(), PromptForm.PLAIN).distinct();
        return forms.flatMap(form -> about(fact, form, tokenizer)).toList();
    }

    private static Stream<Question> about(Fact fact, PromptForm form, PromptTokenizer tokenizer) {
        @Nullable String oldTarget = fact.oldTarget().orElse(null);
        @Nullable String newTarget = oldTarget == null ? null : fact.target();
        Stream.Builder<Question> questions = Stream.builder();
        questions.add(of(Metric.EFFICACY, form, Probe.of(fact.prompt(), fact.target()), oldTarget, tokenizer));
        for (String paraphrase : fact.probes().heldOutParaphrases()) {
            questions.add(of(Metric.GENERALIZATION, form, Probe.of(paraphrase, fact.target()), oldTarget, tokenizer));
        }
        for (Probe probe : fact.probes().locality()) {
            questions.add(of(Metric.LOCALITY, form, probe, newTarget, tokenizer));
        }
        for (Probe probe : fact.probes().portability()) {
            questions.add(of(Metric.PORTABILITY, form, probe, null, tokenizer));
        }
        return questions.build();
    }

    private static Question of(
            Metric metric, PromptForm form, Probe probe, @Nullable String unwanted, PromptTokenizer tokenizer) {
        return new Question(
                metric,
                form,
                probe.group(),
                probe.prompt(),
                probe.expected(),
                unwanted,
                tokenizer.text(probe.prompt(), probe.expected(), form, false),
                unwanted == null ? null : tokenizer.text(probe.prompt(), unwanted, form, false));
    }

    /** The texts whose scores the answer needs. */
    Stream<TokenizedText> texts() {
        return rival == null ? Stream.of(expected) : Stream.of(expected, rival);
    }

    /** Enough to say what is expected and show what comes next, but no more: each token is a pass through the model. */
    int maximumTokens() {
        return GENERATED_TOKENS_PER_TARGET_TOKEN * (expected.length() - expected.targetStart());
    }

    /** What a model's answer is worth, given what the unedited model finds likely. */
    PromptAnswer judge(TextScores unedited, TextScores answers, String completion) {
        TextScore score = answers.of(expected);
        double rivalLoss = rival == null ? Double.NaN : answers.of(rival).negativeLogLikelihood();
        double correct;
        if (rival != null) {
            correct = score.negativeLogLikelihood() < rivalLoss ? 1 : 0;
        } else if (metric == Metric.LOCALITY) {
            correct = score.agreementWith(unedited.of(expected));
        } else {
            correct = score.predictedShare();
        }
        return new PromptAnswer(
                score.negativeLogLikelihood(),
                rivalLoss,
                correct,
                score.predictedShare(),
                Match.matches(completion, wanted),
                completion);
    }
}
