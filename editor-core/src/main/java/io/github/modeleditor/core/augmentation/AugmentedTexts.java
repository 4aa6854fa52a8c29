package io.github.modeleditor.core.augmentation;

import com.google.common.collect.ImmutableList;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.AugmentationContext;
import java.util.List;

/** All texts of an edit. */
public final class AugmentedTexts {
    private AugmentedTexts() {}

    /**
     * For each fact its own prompt and target, then what each strategy adds to it.
     *
     * @param facts what is taught
     * @param augmentations the strategies, in their order
     * @param context what they draw on
     * @return the texts, fact after fact
     */
    public static List<TrainingText> of(
            List<Fact> facts, List<Augmentation> augmentations, AugmentationContext context) {
        ImmutableList.Builder<TrainingText> texts = ImmutableList.builder();
        for (Fact fact : facts) {
            texts.add(new TrainingText(fact.prompt(), fact.target(), fact.form()));
            for (Augmentation augmentation : augmentations) {
                texts.addAll(augmentation.augment(fact, context));
            }
        }
        return texts.build();
    }
}
