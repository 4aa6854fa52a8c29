package io.github.modeleditor.core.training;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;

import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TokenRange;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tokens of a text that are looked at.
 *
 * @param tokens the text, up to the last of them
 * @param start the place of the first
 * @param times how often the text is there
 */
@SuppressWarnings("ArrayRecordComponent") // made, looked at once, and never compared
record TextPart(int[] tokens, int start, int times) {
    /** So many are looked at side by side. */
    static final int TOKENS_OF_BATCH = 1024;

    static TextPart of(MaskedExample text, TokenRange range) {
        return new TextPart(Arrays.copyOf(text.text().tokens(), range.end()), range.start(), 1);
    }

    /** {@linkplain MaskedExample#behindFirst All that is read of a text but the first token}. */
    static TextPart behindFirst(MaskedExample text) {
        return of(text, text.behindFirst());
    }

    /** How many are looked at. */
    int size() {
        return tokens.length - start;
    }

    private TextPart first(int most) {
        return size() <= most ? this : new TextPart(Arrays.copyOf(tokens, start + most), start, times);
    }

    /** Each once. */
    static List<TextPart> distinct(List<TextPart> parts) {
        return List.copyOf(parts.stream()
                .collect(groupingBy(
                        part -> Map.entry(IntBuffer.wrap(part.tokens), part.start),
                        LinkedHashMap::new,
                        collectingAndThen(Collectors.toList(), TextPart::counted)))
                .values());
    }

    private static TextPart counted(List<TextPart> same) {
        int times = same.stream().mapToInt(TextPart::times).sum();
        return new TextPart(same.get(0).tokens, same.get(0).start, times);
    }

    /**
     * The first of some.
     *
     * @param most tokens that are looked at; of a first text with more, its first
     */
    static List<TextPart> first(List<TextPart> parts, int most) {
        List<TextPart> first = new ArrayList<>();
        int left = most;
        for (TextPart part : parts) {
            TextPart next = first.isEmpty() ? part.first(most) : part;
            if (next.size() > left) {
                break;
            }
            first.add(next);
            left -= next.size();
        }
        return first;
    }

    /** The shortest text first. */
    static List<TextPart> byLength(List<TextPart> parts) {
        return parts.stream()
                .sorted(Comparator.comparingInt(part -> part.tokens.length))
                .toList();
    }

    /**
     * Batches of texts that are about as long, and so hardly padded: {@linkplain #byLength the shortest first}.
     *
     * @param most tokens of a batch, with padding; a text that is longer is alone
     */
    static List<TokenBatch> batches(List<TextPart> parts, int most) {
        List<TokenBatch> batches = new ArrayList<>();
        List<TextPart> together = new ArrayList<>();
        for (TextPart part : byLength(parts)) {
            if (!together.isEmpty() && (together.size() + 1) * part.tokens.length > most) {
                batches.add(batch(together));
                together.clear();
            }
            together.add(part);
        }
        batches.add(batch(together));
        return batches;
    }

    /**
     * Texts side by side.
     *
     * @param parts of texts; at least one
     * @return a target after each token that is looked at, of the weight of how often it is there
     */
    private static TokenBatch batch(List<TextPart> parts) {
        // What modules are given is asked for before targets, so a token, no matter which, follows the last.
        List<int[]> texts = parts.stream()
                .map(part -> Arrays.copyOf(part.tokens, part.tokens.length + 1))
                .toList();
        int[] firstTargets = parts.stream().mapToInt(part -> part.start + 1).toArray();
        TokenBatch batch = TokenBatch.targets(texts, firstTargets, 1);
        float[] weights = batch.targetWeights().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = parts.get(batch.targetTexts()[i]).times;
        }
        return batch.withTargetWeights(weights);
    }
}
