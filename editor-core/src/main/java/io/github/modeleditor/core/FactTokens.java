package io.github.modeleditor.core;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fact as it is trained, token by token.
 *
 * @param tokens those of its prompt, those of its target, and what ends the text where that is trained
 */
public record FactTokens(List<Token> tokens) {
    public FactTokens {
        tokens = List.copyOf(tokens);
    }

    /**
     * One token.
     *
     * @param id its number in the vocabulary
     * @param text what it adds to the text before it; empty where that is nothing to read, as of a special token or of a part of a letter
     * @param isTarget whether it belongs to the target, or ends it
     * @param isTrained whether the loss counts it
     */
    public record Token(int id, String text, boolean isTarget, boolean isTrained) {}

    static FactTokens of(Fact fact, PromptTokenizer tokenizer, Recipe recipe) {
        TokenizedText text = tokenizer.text(fact.prompt(), fact.target(), fact.form(), recipe.endOfText());
        boolean[] trained = recipe.lossMask().mask(text);
        int[] all = text.tokens();
        List<Token> tokens = new ArrayList<>();
        String before = "";
        for (int i = 0; i < all.length; i++) {
            String upTo = tokenizer.decode(Arrays.copyOf(all, i + 1));
            String added = upTo.startsWith(before) ? upTo.substring(before.length()) : upTo;
            tokens.add(new Token(all[i], added, i >= text.targetStart(), i > 0 && trained[i]));
            before = upTo;
        }
        return new FactTokens(tokens);
    }
}
