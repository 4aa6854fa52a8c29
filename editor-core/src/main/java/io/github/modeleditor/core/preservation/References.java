package io.github.modeleditor.core.preservation;

import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.Batches;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Asks the unedited model what it says at the places that are held. */
final class References {
    /** Of the most likely tokens; what is left is one more outcome. */
    private static final int NAMED_TOKENS = 48;
    /** Logits are of the whole vocabulary: so many places at once take some tens of megabytes. */
    private static final int PLACES_AT_ONCE = 160;

    private final Engine engine;

    References(Engine engine) {
        this.engine = engine;
    }

    /**
     * Texts with the unedited model's distributions as anchors.
     *
     * @param texts what is held
     * @return one example for each, in their order, without a target to learn
     */
    List<TrainingExample> of(List<HeldText> texts) {
        IdentityHashMap<HeldText, TrainingExample> examples = new IdentityHashMap<>();
        BatchLimits limits = new BatchLimits(PLACES_AT_ONCE, PLACES_AT_ONCE);
        for (List<HeldText> batch : Batches.byLength(texts, References::held, limits)) {
            float[][] logits = engine.logits(batch(batch), null);
            int first = 0;
            for (HeldText text : batch) {
                examples.put(text, example(text, logits, first));
                first += held(text);
            }
        }
        return texts.stream().map(examples::get).toList();
    }

    private static TokenBatch batch(List<HeldText> texts) {
        return TokenBatch.targets(
                texts.stream().map(held -> held.text().tokens()).toList(),
                texts.stream().mapToInt(held -> held.text().targetStart()).toArray(),
                1);
    }

    private static int held(HeldText held) {
        return held.text().length() - held.text().targetStart();
    }

    private static TrainingExample example(HeldText held, float[][] logits, int first) {
        TokenizedText text = held.text();
        List<Anchor> anchors = IntStream.range(text.targetStart(), text.length())
                .parallel()
                .mapToObj(place -> anchor(held, place, logits[first + place - text.targetStart()]))
                .toList();
        return TrainingExample.of(new MaskedExample(text, new float[text.length()], anchors));
    }

    private static Anchor anchor(HeldText held, int place, float[] logits) {
        Optional<Ceiling> ceiling = held.taught().isEmpty()
                        || place > held.text().targetStart()
                ? Optional.empty()
                : Optional.of(new Ceiling(
                        held.taught().getAsInt(),
                        TokenDistribution.logProbability(logits, held.taught().getAsInt()),
                        (float) held.ceiling()));
        return new Anchor(place, TokenDistribution.mostLikely(logits, NAMED_TOKENS), (float) held.weight(), ceiling);
    }
}
