package io.github.modeleditor.core.example;

import com.google.common.base.CharMatcher;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.Tokenizer;
import java.util.Arrays;

/**
 * Tokenizes prompts as inference sees them, and targets so that they continue exactly those tokens. Thread-safe.
 *
 * <p>A tokenizer may merge characters on both sides of the place where a prompt ends. The tokens of the whole text then do
 * not begin with the tokens of the prompt, and a model trained on them would not be trained on what it is asked later. So
 * the prompt's tokens always stand as they are, and the target's are
 *
 * <ul>
 *   <li>what follows them in the tokens of the whole text, where those begin with the prompt's tokens;
 *   <li>otherwise the tokens of the remaining text alone.
 * </ul>
 */
public final class PromptTokenizer {
    private final Tokenizer tokenizer;
    private final ModelDescription model;

    /**
     * A tokenizer of prompts and targets.
     *
     * @param tokenizer the model's own tokenizer
     * @param model limits and special tokens
     */
    public PromptTokenizer(Tokenizer tokenizer, ModelDescription model) {
        this.tokenizer = tokenizer;
        this.model = model;
    }

    /**
     * The tokens a model is given before it continues a prompt: special tokens as the tokenizer adds them, but none that
     * ends the text.
     *
     * @param prompt what the model is given
     * @return the tokens; at least one, and at least one less than the model takes
     * @throws InvalidFactException if the prompt is blank, has no tokens, or leaves no room for a continuation
     */
    public int[] prompt(String prompt) {
        requireVisible("prompt", prompt);
        int[] tokens = encodeUnended(prompt);
        if (tokens.length == 0) {
            throw new InvalidFactException("The prompt \"" + prompt + "\" has no tokens in the vocabulary of "
                    + model.name() + ". Reword it.");
        }
        requireFits("prompt \"" + prompt + "\" and a continuation", tokens.length + 1);
        return tokens;
    }

    /**
     * The tokens of a prompt that a chat template rendered: it has its special tokens already, and none is added.
     *
     * @param rendered what the template made
     * @return the tokens; at least one, and at least one less than the model takes
     * @throws InvalidFactException if it has no tokens, or leaves no room for an answer
     */
    public int[] rendered(String rendered) {
        int[] tokens = tokenizer.encode(rendered, false);
        if (tokens.length == 0) {
            throw new InvalidFactException("The chat template of " + model.name() + " makes nothing of the question."
                    + " Reword it, or complete a prompt instead.");
        }
        requireFits("question in its chat template and an answer", tokens.length + 1);
        return tokens;
    }

    /**
     * The tokens of a prompt and its target.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @param endOfText whether the model's end-of-text token, if it has one, follows the target
     * @return the tokens, and where the target begins: behind the tokens of {@link #prompt(String)}
     * @throws InvalidFactException if either is blank or has no tokens, or both are too long for the model
     */
    public TokenizedText text(String prompt, String target, boolean endOfText) {
        requireVisible("target", target);
        int[] before = prompt(prompt);
        int[] continuation = continuation(before, prompt, join(prompt, target));
        if (continuation.length == 0) {
            throw new InvalidFactException("The target \"" + target + "\" of the prompt \"" + prompt
                    + "\" has no tokens in the vocabulary of " + model.name() + ". Reword it.");
        }
        int[] end = endOfText && !model.endOfText().isEmpty()
                ? new int[] {model.endOfText().get(0)}
                : new int[0];
        int[] tokens = Ints.concat(before, continuation, end);
        requireFits("prompt \"" + prompt + "\" and its target \"" + target + "\"", tokens.length);
        return new TokenizedText(tokens, before.length);
    }

    /**
     * Tokens to text, special tokens left out.
     *
     * @param tokens token ids
     * @return the text
     */
    public String decode(int[] tokens) {
        return tokenizer.decode(tokens);
    }

    /**
     * Prompt and target as one text, with a space between unless one of them brings white space of its own.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @return the text, which begins with the prompt
     */
    public static String join(String prompt, String target) {
        CharMatcher space = CharMatcher.whitespace();
        boolean apart = prompt.isEmpty()
                || target.isEmpty()
                || space.matches(prompt.charAt(prompt.length() - 1))
                || space.matches(target.charAt(0));
        return apart ? prompt + target : prompt + " " + target;
    }

    private int[] continuation(int[] before, String prompt, String joined) {
        int[] whole = encodeUnended(joined);
        boolean continues =
                whole.length > before.length && Arrays.equals(whole, 0, before.length, before, 0, before.length);
        return continues
                ? Arrays.copyOfRange(whole, before.length, whole.length)
                : tokenizer.encode(joined.substring(prompt.length()), false);
    }

    /** Encodes with special tokens, but without the end-of-text that some tokenizers append. */
    private int[] encodeUnended(String text) {
        int[] tokens = tokenizer.encode(text, true);
        return endsText(tokens) && !endsText(tokenizer.encode(text, false))
                ? Arrays.copyOf(tokens, tokens.length - 1)
                : tokens;
    }

    private boolean endsText(int[] tokens) {
        return tokens.length > 0 && model.endOfText().contains(tokens[tokens.length - 1]);
    }

    private void requireFits(String what, int tokens) {
        if (tokens > model.maximumPositions()) {
            throw new InvalidFactException("The " + what + " need " + tokens + " tokens, but " + model.name()
                    + " takes at most " + model.maximumPositions() + ". Shorten the text.");
        }
    }

    private static void requireVisible(String what, String text) {
        if (text.isBlank()) {
            throw new InvalidFactException("The " + what + " is blank. Give it at least one visible character.");
        }
    }
}
