package io.github.modeleditor.core;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the facts whose paraphrases no augmentation trains on, so that they are not left out in silence. */
final class UntrainedParaphrases {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private int facts;

    /** Hears what is trained of a fact. */
    void note(Fact fact, List<TrainingText> texts) {
        Set<String> prompts = texts.stream().map(TrainingText::prompt).collect(Collectors.toSet());
        if (!prompts.containsAll(fact.paraphrases())) {
            facts++;
        }
    }

    /** Says so, if there are any. */
    void warn(int of) {
        if (facts > 0) {
            LOGGER.warn(
                    "{} of {} facts have paraphrases that are not trained on. Add Augmentation.paraphrases() to the augmentations, or leave the paraphrases out.",
                    facts,
                    of);
        }
    }
}
