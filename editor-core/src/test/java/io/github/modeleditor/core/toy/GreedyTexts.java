package io.github.modeleditor.core.toy;

import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model adds to plain prompts greedily, up to a line break. */
public final class GreedyTexts {
    private GreedyTexts() {}

    /** The texts in the order of the prompts, of so many tokens at most. */
    public static List<String> of(
            TextGenerator generator, List<String> prompts, int maximumTokens, @Nullable LoraWeights weights) {
        List<int[]> tokens = prompts.stream()
                .map(prompt -> generator.prompt(prompt, PromptForm.PLAIN))
                .toList();
        return generator
                .generate(tokens, GenerationConfig.defaults().withMaximumTokens(maximumTokens), weights)
                .stream()
                .map(GeneratedText::text)
                .toList();
    }
}
