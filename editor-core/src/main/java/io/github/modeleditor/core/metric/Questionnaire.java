package io.github.modeleditor.core.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.generation.GenerationRequest;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Everything that models are asked, tokenized once. Immutable. */
public final class Questionnaire {
    private final List<Fact> facts;
    private final EvaluationConfig config;
    private final List<List<Question>> questionsByFact;
    private final List<Question> questions;
    private final List<ChoiceTexts> choices;
    private final List<GenerationRequest> writings;
    private final Set<TokenizedText> texts = new LinkedHashSet<>();

    /**
     * What is asked about some facts.
     *
     * @param facts what is asked about
     * @param config what is asked beside
     * @param tokenizer tokenizes every prompt and continuation
     * @throws InvalidFactException if a text is too long for the model
     */
    public Questionnaire(List<Fact> facts, EvaluationConfig config, PromptTokenizer tokenizer) {
        this.facts = List.copyOf(facts);
        this.config = config;
        questionsByFact =
                facts.stream().map(fact -> Question.about(fact, tokenizer)).toList();
        questions = questionsByFact.stream().flatMap(List::stream).toList();
        choices = config.multipleChoice().stream()
                .map(question -> ChoiceTexts.of(question, tokenizer))
                .toList();
        writings = config.writtenTokens() == 0
                ? List.of()
                : facts.stream()
                        .map(fact -> new GenerationRequest(
                                tokenizer.prompt(fact.prompt(), fact.form()),
                                new int[0],
                                config.writtenTokens(),
                                written -> false))
                        .toList();
        Stream.concat(
                        questions.stream().flatMap(Question::texts),
                        choices.stream().flatMap(choice -> choice.texts().stream()))
                .forEach(texts::add);
    }

    /**
     * How much there is to ask.
     *
     * @return distinct texts to score, prompts to complete and texts to write
     */
    public int size() {
        return texts.size() + questions.size() + writings.size();
    }

    /**
     * What a model's answers depend on, its adapter apart.
     *
     * @param model what is asked
     * @return a content hash of the model, what computes it, and all that is asked
     */
    public String contentHash(ModelDescription model) {
        Hasher hasher = Hashing.sha256().newHasher();
        put(hasher, model.fingerprint() + model.provenance());
        for (TokenizedText text : texts) {
            put(hasher, text.tokens()).putInt(text.targetStart());
        }
        for (Question question : questions) {
            put(hasher, question.wanted()).putUnencodedChars(question.metric().name());
            put(hasher, question.expected().tokens()).putInt(question.expected().targetStart());
        }
        for (GenerationRequest writing : writings) {
            put(hasher, writing.prompt()).putInt(writing.maximumTokens());
        }
        return hasher.hash().toString();
    }

    private static Hasher put(Hasher hasher, String text) {
        return hasher.putInt(text.length()).putString(text, UTF_8);
    }

    private static Hasher put(Hasher hasher, int[] tokens) {
        hasher.putInt(tokens.length);
        IntStream.of(tokens).forEach(hasher::putInt);
        return hasher;
    }

    List<Fact> facts() {
        return facts;
    }

    EvaluationConfig config() {
        return config;
    }

    List<List<Question>> questionsByFact() {
        return questionsByFact;
    }

    List<Question> questions() {
        return questions;
    }

    List<ChoiceTexts> choices() {
        return choices;
    }

    List<GenerationRequest> writings() {
        return writings;
    }

    /** The distinct texts that are scored, in a fixed order. */
    Set<TokenizedText> texts() {
        return texts;
    }
}
