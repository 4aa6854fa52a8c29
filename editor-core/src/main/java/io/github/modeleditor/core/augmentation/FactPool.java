package io.github.modeleditor.core.augmentation;

import com.google.common.base.Suppliers;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The statements that one edit may choose from, and which of them it may train on. Used by one thread. */
final class FactPool {
    private final List<TrainingText> texts;
    private final int[] places;
    private final List<TrainingText> unrelated;
    private final Supplier<SimilarityIndex> index;

    FactPool(List<TrainingText> texts, EditedSubjects edited) {
        this.texts = texts;
        places = IntStream.range(0, texts.size())
                .filter(place -> !edited.concern(texts.get(place).prompt()))
                .toArray();
        unrelated = IntStream.of(places).mapToObj(texts::get).toList();
        index = Suppliers.memoize(() ->
                new SimilarityIndex(texts.stream().map(TrainingText::prompt).toList()));
    }

    List<TrainingText> unrelated() {
        return unrelated;
    }

    /** The index is over all texts, so that the weight of a word does not depend on what is edited. */
    List<TrainingText> nearest(String prompt, int count) {
        return index.get().nearest(prompt, places, count).stream()
                .map(texts::get)
                .toList();
    }
}
