package io.github.modeleditor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a fact is about, whatever it says: two facts with the same id and different targets contradict each other, and the
 * later one corrects the earlier. It is the same on every machine and in every version of this library, so that it may be
 * kept.
 *
 * <p>It is made of form, prompt and subject: the first 16 bytes of the SHA-256 of the UTF-8 bytes of {@code form + "\n" +
 * prompt + "\n" + subject}, in hexadecimal digits. The form is {@code plain} or {@code chat}; prompt and subject are {@linkplain
 * #collapsed with white space collapsed}, so that neither holds a line feed; an absent subject is empty.
 *
 * @param value 32 lower-case hexadecimal digits
 */
public record FactId(String value) {
    private static final int BYTES = 16;
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}+");

    public FactId {
        Objects.requireNonNull(value, "value");
        if (!DIGITS.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"" + value + "\" is no id of a fact. It must be 32 lower-case hexadecimal digits.");
        }
    }

    /**
     * The id of a fact.
     *
     * @param fact what is taught
     * @return what it is about
     */
    public static FactId of(Fact fact) {
        Objects.requireNonNull(fact, "fact");
        String text = String.join(
                "\n",
                fact.form().name().toLowerCase(Locale.ROOT),
                collapsed(fact.prompt()),
                collapsed(fact.subject().orElse("")));
        return new FactId(HexFormat.of().formatHex(sha256(text.getBytes(UTF_8)), 0, BYTES));
    }

    /**
     * A text as it is compared: every run of white space is one space, and there is none at either end.
     *
     * @param text any text
     * @return the same words
     */
    public static String collapsed(String text) {
        Objects.requireNonNull(text, "text");
        String spaced = WHITE_SPACE.matcher(text).replaceAll(" ");
        int begin = spaced.startsWith(" ") ? 1 : 0;
        int end = spaced.endsWith(" ") ? spaced.length() - 1 : spaced.length();
        return begin > end ? "" : spaced.substring(begin, end);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
