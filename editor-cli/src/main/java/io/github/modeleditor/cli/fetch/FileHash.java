package io.github.modeleditor.cli.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the bytes of a file come to: of large files a SHA-256, of small ones what git calls them, the SHA-1 of their length and their
 * bytes.
 *
 * @param hex 64 or 40 lower-case hexadecimal digits, which tells the two apart
 */
record FileHash(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{40}");
    private static final int SHA256_DIGITS = 64;
    private static final int SHORT = 8;

    /** Reads what a hub says, such as the entity tag of an answer; empty where that is no hash. */
    static Optional<FileHash> of(String text) {
        String hex = text.replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
        return HEX.matcher(hex).matches() ? Optional.of(new FileHash(hex)) : Optional.empty();
    }

    /** What takes the bytes of a file of some size. */
    MessageDigest digest(long size) {
        try {
            if (hex.length() == SHA256_DIGITS) {
                return MessageDigest.getInstance("SHA-256");
            }
            MessageDigest git = MessageDigest.getInstance("SHA-1");
            git.update(("blob " + size + "\0").getBytes(US_ASCII));
            return git;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256 and SHA-1", impossible);
        }
    }

    boolean matches(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).equals(hex);
    }

    /** The first digits, which tell pieces of different files apart. */
    String brief() {
        return hex.substring(0, SHORT);
    }
}
