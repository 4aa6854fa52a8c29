package io.github.modeleditor.core;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.core.augmentation.AugmentedTexts;
import io.github.modeleditor.core.augmentation.SamplingContext;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.preservation.PreservedTexts;
import io.github.modeleditor.core.preservation.ReplayedTexts;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.List;

/**
 * What a recipe adds to one fact, were it taught alone.
 *
 * @param augmentations what teaches it beside its own prompt and target
 * @param neighbours what is to stay, with the unedited model's greedy answers
 */
public record MadeTexts(List<TrainingText> augmentations, List<TrainingText> neighbours) {
    public MadeTexts {
        augmentations = List.copyOf(augmentations);
        neighbours = List.copyOf(neighbours);
    }

    /** Lets the unedited model make them, of the fact and the seed alone. */
    static MadeTexts of(Engine engine, Recipe recipe, Fact fact, long seed) {
        PromptTokenizer tokenizer = PromptTokenizer.of(engine);
        TextGenerator generator = new TextGenerator(engine, tokenizer);
        WrittenTexts written = new WrittenTexts();
        SamplingContext context = new SamplingContext(List.of(fact), seed, generator, written);
        List<TrainingText> taught = AugmentedTexts.of(List.of(fact), recipe.augmentations(), context);
        PreservedTexts preserved = new PreservedTexts(engine, tokenizer, context, written, new ReplayedTexts(), seed);
        return new MadeTexts(
                taught.subList(1, taught.size()),
                recipe.preservations().stream()
                        .filter(OwnNeighbours.class::isInstance)
                        .flatMap(strategy -> preserved.answered((OwnNeighbours) strategy).stream())
                        .toList());
    }
}
