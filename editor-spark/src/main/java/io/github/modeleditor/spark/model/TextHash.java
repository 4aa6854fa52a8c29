package io.github.modeleditor.spark.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names for what texts tell apart. */
public final class TextHash {
    private static final int BYTES = 16;

    private TextHash() {}

    /**
     * A name of a text.
     *
     * @param text any
     * @return 32 hexadecimal digits, of its SHA-256
     */
    public static String of(CharSequence text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
