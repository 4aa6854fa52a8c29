package io.github.modeleditor.core;

import io.github.modeleditor.api.ContinuationScore;
import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The base model under some LoRA weights, or under none. */
sealed class CoreLanguageModel implements LanguageModel permits CoreAdaptedModel {
    private final EngineHold hold;
    private final @Nullable LoraWeights weights;

    /** A model that closes the hold when it is closed. */
    CoreLanguageModel(EngineHold hold, @Nullable LoraWeights weights) {
        this.hold = hold;
        this.weights = weights;
    }

    /** The engine that the model runs in. */
    final Engine engine() {
        return hold.engine();
    }

    /** The weights it runs under; whoever has them only reads them. */
    @Nullable
    final LoraWeights weights() {
        return weights;
    }

    @Override
    public final List<String> generate(List<String> prompts, GenerationConfig config) {
        Objects.requireNonNull(prompts, "prompts");
        Objects.requireNonNull(config, "config");
        TextGenerator generator = generator();
        return generator
                .generate(
                        prompts.stream()
                                .map(prompt -> generator.prompt(prompt, PromptForm.PLAIN))
                                .toList(),
                        config,
                        weights)
                .stream()
                .map(GeneratedText::text)
                .toList();
    }

    @Override
    public final String generate(String prompt, GenerationConfig config, Consumer<String> listener) {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(listener, "listener");
        return generate(prompt, PromptForm.PLAIN, config, listener);
    }

    @Override
    public final String chat(String question, GenerationConfig config, Consumer<String> listener) {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(listener, "listener");
        return generate(question, PromptForm.CHAT, config, listener);
    }

    @Override
    public final Generation generate(GenerationRequest request) {
        Objects.requireNonNull(request, "request");
        TextGenerator generator = generator();
        int[] given = request.input() instanceof Conversation conversation
                ? generator.prompt(conversation)
                : generator.prompt(((GenerationRequest.Prompt) request.input()).text(), PromptForm.PLAIN);
        GeneratedText added =
                generator.generate(given, request.config(), weights, request.listener(), request.cancellation());
        return new Generation(added.text(), given.length, added.tokens().length, added.finish());
    }

    private String generate(String prompt, PromptForm form, GenerationConfig config, Consumer<String> listener) {
        TextGenerator generator = generator();
        return generator
                .generate(generator.prompt(prompt, form), config, weights, listener)
                .text();
    }

    private TextGenerator generator() {
        Engine engine = hold.engine();
        return new TextGenerator(engine, PromptTokenizer.of(engine));
    }

    @Override
    public final ContinuationScore score(String prompt, String continuation) {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(continuation, "continuation");
        Engine engine = hold.engine();
        TokenizedText text = PromptTokenizer.of(engine).text(prompt, continuation, false);
        TextScore score = new ScoringPass(engine, new BatchLimits(1, text.length()))
                .score(List.of(text), weights, scored -> {})
                .of(text);
        return new ContinuationScore(score.negativeLogLikelihood(), score.predictedShare());
    }

    @Override
    public final void close() {
        hold.close();
    }
}
