package io.github.modeleditor.core.toy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import io.github.modeleditor.core.engine.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level tokenizer: at each place it takes the longest of its pieces, or a single byte. Token 0 begins a text, token
 * 1 ends it, the 256 bytes follow, then the pieces. A piece may span several words.
 */
public final class GreedyTokenizer implements Tokenizer {
    public static final int BEGIN_OF_TEXT = 0;
    public static final int END_OF_TEXT = 1;
    private static final int FIRST_BYTE = 2;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> pieces = new ArrayList<>();
    private final int longest;
    private final boolean addsBegin;
    private final boolean addsEnd;

    /** A tokenizer that begins texts with begin-of-text, and may end them with end-of-text, if special tokens are wanted. */
    public GreedyTokenizer(boolean addsBegin, boolean addsEnd, List<String> words) {
        this.addsBegin = addsBegin;
        this.addsEnd = addsEnd;
        for (int value = 0; value < 256; value++) {
            add(new String(new byte[] {(byte) value}, ISO_8859_1));
        }
        words.forEach(word -> add(new String(word.getBytes(UTF_8), ISO_8859_1)));
        longest = pieces.stream().mapToInt(String::length).max().orElseThrow();
    }

    /** A tokenizer of these pieces that begins texts with begin-of-text. */
    public static GreedyTokenizer of(String... words) {
        return new GreedyTokenizer(true, false, List.of(words));
    }

    /** A tokenizer with a piece for each word of these texts, after a space and without. */
    public static GreedyTokenizer ofWordsIn(String... texts) {
        List<String> words = new ArrayList<>();
        for (String text : texts) {
            for (String word :
                    Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().split(text)) {
                words.add(word);
                words.add(" " + word);
            }
        }
        return new GreedyTokenizer(true, false, words);
    }

    private void add(String piece) {
        if (ids.putIfAbsent(piece, FIRST_BYTE + pieces.size()) == null) {
            pieces.add(piece);
        }
    }

    public int vocabularySize() {
        return FIRST_BYTE + pieces.size();
    }

    @Override
    public int[] encode(String text, boolean specialTokens) {
        String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
        List<Integer> tokens = new ArrayList<>();
        if (specialTokens && addsBegin) {
            tokens.add(BEGIN_OF_TEXT);
        }
        for (int from = 0, to; from < bytes.length(); from = to) {
            to = Math.min(from + longest, bytes.length());
            while (!ids.containsKey(bytes.substring(from, to))) {
                to--;
            }
            tokens.add(ids.get(bytes.substring(from, to)));
        }
        if (specialTokens && addsEnd) {
            tokens.add(END_OF_TEXT);
        }
        return Ints.toArray(tokens);
    }

    @Override
    public String decode(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            if (token >= FIRST_BYTE) {
                bytes.writeBytes(pieces.get(token - FIRST_BYTE).getBytes(ISO_8859_1));
            }
        }
        return bytes.toString(UTF_8);
    }
}
