package io.github.modeleditor.core.metric;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.core.example.PromptTokenizer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is asked about one fact: by contrast where it has an old target, by token accuracy otherwise.
 *
 * @param own on its own prompt
 * @param heldOut on each held-out paraphrase
 * @param probes on each locality probe
 */
record FactQuestions(Question own, List<Question> heldOut, List<Question> probes) {
    static FactQuestions of(Fact fact, PromptTokenizer tokenizer) {
        return new FactQuestions(
                target(fact, fact.prompt(), tokenizer),
                fact.heldOutParaphrases().stream()
                        .map(paraphrase -> target(fact, paraphrase, tokenizer))
                        .toList(),
                fact.localityProbes().stream()
                        .map(probe -> probe(fact, probe, tokenizer))
                        .toList());
    }

    private static Question target(Fact fact, String prompt, PromptTokenizer tokenizer) {
        TokenizedText expected = tokenizer.text(prompt, fact.target(), false);
        @Nullable String oldTarget = fact.oldTarget();
        return oldTarget == null
                ? new Question.Accuracy(expected)
                : new Question.Contrast(expected, tokenizer.text(prompt, oldTarget, false));
    }

    private static Question probe(Fact fact, Probe probe, PromptTokenizer tokenizer) {
        TokenizedText expected = tokenizer.text(probe.prompt(), probe.expected(), false);
        return fact.oldTarget() == null
                ? new Question.Preservation(expected)
                : new Question.Contrast(expected, tokenizer.text(probe.prompt(), fact.target(), false));
    }

    Stream<Question> all() {
        return Stream.of(Stream.of(own), heldOut.stream(), probes.stream()).flatMap(stream -> stream);
    }
}
