package io.github.modeleditor.core.training;

import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TokenRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tokens of a text that are looked at.
 *
 * @param tokens the text, up to the last of them
 * @param start the place of the first
 */
@SuppressWarnings("ArrayRecordComponent") // made, looked at once, and never compared
record TextPart(int[] tokens, int start) {
    static TextPart of(MaskedExample text, TokenRange range) {
        return new TextPart(Arrays.copyOf(text.text().tokens(), range.end()), range.start());
    }

    private int size() {
        return tokens.length - start;
    }

    /**
     * Texts in their order, some together.
     *
     * @param parts of texts
     * @param most tokens that are looked at together; of a text with more, its first
     * @return lists of which none is empty
     */
    static List<List<TextPart>> together(List<TextPart> parts, int most) {
        List<List<TextPart>> lists = new ArrayList<>();
        int left = 0;
        for (TextPart part : parts) {
            TextPart fitting = part.size() <= most ? part : part.first(most);
            if (lists.isEmpty() || fitting.size() > left) {
                lists.add(new ArrayList<>());
                left = most;
            }
            lists.get(lists.size() - 1).add(fitting);
            left -= fitting.size();
        }
        return lists;
    }

    private TextPart first(int most) {
        return new TextPart(Arrays.copyOf(tokens, start + most), start);
    }

    /**
     * What modules of the unedited model are given there.
     *
     * @param parts of texts; at least one
     * @param engine the open model
     * @param layout the modules
     * @return for each of them a row for each token, one after the other; nothing for embeddings
     */
    static float[][] inputs(List<TextPart> parts, Engine engine, LoraLayout layout) {
        // The engine gives what comes before each of some targets, so a token, no matter which, follows the last.
        List<int[]> texts = parts.stream()
                .map(part -> Arrays.copyOf(part.tokens, part.tokens.length + 1))
                .toList();
        int[] firstTargets = parts.stream().mapToInt(part -> part.start + 1).toArray();
        return engine.moduleInputs(TokenBatch.targets(texts, firstTargets, 0), layout);
    }
}
