package io.github.modeleditor.core.generation;

import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of added tokens while they come. Some tokenizers drop the space in front of what they decode, and some tokens end
 * within a character, so a token's text is what it adds to that of the tokens before it, once it is whole.
 */
final class AddedText {
    /** What a decoder gives for bytes that are no character, or not yet. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final Pattern CHARACTER = Pattern.compile("\\X");
    private static final int CONTEXT = 8;
    private static final int WINDOW = 16;

    private final PromptTokenizer tokenizer;
    private final List<String> stops;
    private final Consumer<String> listener;
    private final StringBuilder text = new StringBuilder();
    /** The last tokens, and their text as far as it is whole; at first all of the prompt. */
    private int[] window;

    private String settled;
    private int told;
    private boolean stopped;

    /**
     * The text after a prompt.
     *
     * @param tokenizer what decodes
     * @param prompt the prompt's tokens
     * @param stops strings that end the text
     * @param listener hears the pieces of the text
     */
    AddedText(PromptTokenizer tokenizer, int[] prompt, List<String> stops, Consumer<String> listener) {
        this.tokenizer = tokenizer;
        this.stops = stops;
        this.listener = listener;
        window = prompt;
        settled = tokenizer.decode(prompt);
    }

    /** Adds a token. True where a stop string is now in the text. */
    boolean add(int token) {
        window = Arrays.copyOf(window, window.length + 1);
        window[window.length - 1] = token;
        String decoded = tokenizer.decode(window);
        String whole = decoded.substring(0, endOfWhole(decoded));
        if (!decoded.startsWith(settled)) {
            append(tokenizer.decode(new int[] {token}));
            settled = decoded;
        } else if (whole.length() > settled.length()) {
            append(whole.substring(settled.length()));
            settled = whole;
        }
        if (window.length > WINDOW && settled.length() == decoded.length()) {
            window = Arrays.copyOfRange(window, window.length - CONTEXT, window.length);
            settled = tokenizer.decode(window);
        }
        return stopped;
    }

    /** The text as far as its characters are whole. */
    String soFar() {
        return text.toString();
    }

    /** The whole text, when no more tokens come. */
    String end() {
        String decoded = tokenizer.decode(window);
        if (!stopped && decoded.startsWith(settled)) {
            append(decoded.substring(settled.length()));
            settled = decoded;
        }
        tell(text.length());
        return text.toString();
    }

    /** Whether a stop string was in it. */
    boolean isStopped() {
        return stopped;
    }

    private static int endOfWhole(String decoded) {
        int end = decoded.length();
        while (end > 0 && decoded.charAt(end - 1) == REPLACEMENT) {
            end--;
        }
        return end;
    }

    private void append(String piece) {
        int searched = text.length();
        text.append(piece);
        int first = text.length();
        for (String stop : stops) {
            int found = text.indexOf(stop, Math.max(0, searched - stop.length() + 1));
            if (found >= 0 && found < first) {
                first = found;
                stopped = true;
            }
        }
        text.setLength(first);
        tell(stopped ? first : Math.min(beginningOfLastCharacter(), beginningOfStop()));
    }

    private void tell(int end) {
        if (end > told) {
            String piece = text.substring(told, end);
            told = end;
            listener.accept(piece);
        }
    }

    /** What comes next may be an accent on the last character, or another part of its emoji. */
    private int beginningOfLastCharacter() {
        Matcher matcher = CHARACTER.matcher(text).region(told, text.length());
        int beginning = told;
        while (matcher.find()) {
            beginning = matcher.start();
        }
        return beginning;
    }

    /** Where the text may end in the first part of a stop string; its length where it does not. */
    private int beginningOfStop() {
        int beginning = text.length();
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > 0; length--) {
                if (text.indexOf(stop.substring(0, length), text.length() - length) >= 0) {
                    beginning = Math.min(beginning, text.length() - length);
                    break;
                }
            }
        }
        return beginning;
    }
}
