package io.github.modeleditor.core.engine;

/** A model's own tokenizer. Thread-safe. */
public interface Tokenizer {
    /**
     * Text to tokens.
     *
     * @param text any text
     * @param specialTokens whether to add what the tokenizer adds around a prompt, such as begin-of-text
     * @return token ids; empty for an empty text without special tokens
     */
    int[] encode(String text, boolean specialTokens);

    /**
     * Tokens to text, special tokens left out.
     *
     * @param tokens token ids
     * @return the text
     */
    String decode(int[] tokens);
}
