package io.github.modeleditor.core.generation;

import java.util.Arrays;

/** A text while a model writes it: the tokens it was given and those it added. */
final class Continuation {
    private final int start;
    private final int[] tokens;
    private int length;

    /**
     * A text to which nothing is added yet.
     *
     * @param prompt what the model is given
     * @param limit tokens to add at most
     */
    Continuation(int[] prompt, int limit) {
        this.start = prompt.length;
        this.tokens = Arrays.copyOf(prompt, prompt.length + limit);
        this.length = prompt.length;
    }

    int length() {
        return length;
    }

    boolean isFull() {
        return length == tokens.length;
    }

    void add(int token) {
        tokens[length++] = token;
    }

    int last() {
        return tokens[length - 1];
    }

    void removeLast() {
        length--;
    }

    int[] prompt() {
        return Arrays.copyOf(tokens, start);
    }

    int[] added() {
        return Arrays.copyOfRange(tokens, start, length);
    }

    int[] all() {
        return Arrays.copyOf(tokens, length);
    }

    void copyTo(long[] target, int offset) {
        for (int i = 0; i < length; i++) {
            target[offset + i] = tokens[i];
        }
    }
}
