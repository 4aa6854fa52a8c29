package io.github.modeleditor.core.generation;

import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decoding with a model that keeps nothing: each token runs the whole text again. */
final class RecomputedDecoding implements Decoding {
    private static final int TOKENS_PER_BATCH = 4096;

    private final Engine engine;
    private final @Nullable LoraWeights weights;
    private List<int[]> texts = new ArrayList<>();

    RecomputedDecoding(Engine engine, @Nullable LoraWeights weights) {
        this.engine = engine;
        this.weights = weights;
    }

    @Override
    public float[][] begin(List<int[]> prompts) {
        texts = prompts;
        return logits();
    }

    @Override
    public float[][] next(int[] rows, int[] tokens) {
        List<int[]> grown = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            int[] before = texts.get(rows[i]);
            int[] text = Arrays.copyOf(before, before.length + 1);
            text[before.length] = tokens[i];
            grown.add(text);
        }
        texts = grown;
        return logits();
    }

    private float[][] logits() {
        List<float[]> logits = new ArrayList<>();
        for (int from = 0, to; from < texts.size(); from = to) {
            to = endOfBatch(from);
            logits.addAll(Arrays.asList(engine.logits(TokenBatch.lastPositions(texts.subList(from, to)), weights)));
        }
        return logits.toArray(float[][]::new);
    }

    private int endOfBatch(int from) {
        int longest = texts.get(from).length;
        int to = from + 1;
        while (to < texts.size()) {
            longest = Math.max(longest, texts.get(to).length);
            if ((to + 1L - from) * longest > TOKENS_PER_BATCH) {
                break;
            }
            to++;
        }
        return to;
    }

    @Override
    public void close() {}
}
