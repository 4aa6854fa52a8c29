package io.github.modeleditor.core.batch;

import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Texts of which only the length matters. */
final class Item {
    private Item() {}

    static List<TrainingExample> of(Collection<Integer> lengths) {
        List<TrainingExample> items = new ArrayList<>();
        for (int length : lengths) {
            TokenizedText text = new TokenizedText(new int[length + 1], length);
            items.add(TrainingExample.of(MaskedExample.of(text, new ConditionalLikelihood())));
        }
        return items;
    }

    /** The tokens of a batch, padding included. */
    static int padded(List<TrainingExample> batch) {
        return batch.size()
                * batch.stream().mapToInt(TrainingExample::length).max().orElseThrow();
    }
}
