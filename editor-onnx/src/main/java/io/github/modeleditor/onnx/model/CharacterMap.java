package io.github.modeleditor.onnx.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;

/**
 * A map of characters as SentencePiece compiles it, which a tokenizer may carry in itself: four bytes of length, a double array of
 * units that are walked byte by byte, and the texts that the walks end at. The library walks it without looking where it steps, so
 * every step that any text could lead to is taken here before.
 *
 * @see <a href="https://github.com/huggingface/spm_precompiled">the walk</a>
 */
final class CharacterMap {
    private static final int LEAF = 1 << 8;
    private static final int LABEL = Integer.MIN_VALUE | 0xff;
    private static final int LARGE = 1 << 9;
    private static final int LARGEST = 64 << 20;

    private final int[] units;
    private final byte[] texts;

    private CharacterMap(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /**
     * What is wrong with a map.
     *
     * @param base64 as tokenizers have it
     * @return a reason; empty where every walk through it ends well
     */
    static Optional<String> fault(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return Optional.of("is no base64");
        }
        ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = content.remaining() < Integer.BYTES ? 0 : content.getInt();
        if (size < Integer.BYTES || size > Math.min(LARGEST, content.remaining()) || size % Integer.BYTES != 0) {
            return Optional.of("is cut off");
        }
        int[] units = new int[size / Integer.BYTES];
        for (int i = 0; i < units.length; i++) {
            units[i] = content.getInt();
        }
        byte[] texts = new byte[content.remaining()];
        content.get(texts);
        try {
            CharBuffer unused = UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
        } catch (CharacterCodingException e) {
            return Optional.of("has texts that are not UTF-8");
        }
        return new CharacterMap(units, texts).walk();
    }

    /** Breadth first, every unit once. */
    private Optional<String> walk() {
        boolean[] seen = new boolean[units.length];
        Deque<Integer> open = new ArrayDeque<>();
        int root = offset(units[0]);
        if (root < 0 || root >= units.length) {
            return leaves();
        }
        open.add(root);
        while (!open.isEmpty()) {
            int from = open.remove();
            for (int label = 1; label <= 0xff; label++) {
                int place = from ^ label;
                if (place >= units.length) {
                    return leaves();
                }
                int unit = units[place];
                if ((unit & LABEL) != label || seen[place]) {
                    continue;
                }
                seen[place] = true;
                int next = place ^ offset(unit);
                if (next < 0 || next >= units.length) {
                    return leaves();
                }
                if ((unit & LEAF) != 0 && !isText(units[next] & Integer.MAX_VALUE)) {
                    return Optional.of("ends at texts that it does not have");
                }
                open.add(next);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> leaves() {
        return Optional.of("leads out of itself");
    }

    /** A text begins with a whole character. */
    private boolean isText(int place) {
        return place <= texts.length && (place == texts.length || (texts[place] & 0xc0) != 0x80);
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & LARGE) >>> 6);
    }
}
