package io.github.modeleditor.onnx.jinja;

/** What stands between the quotes of a string, with Python's escapes. */
final class Escapes {
    private Escapes() {}

    static String resolved(String raw) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '\\') {
                i = escape(raw, i + 1, text);
            } else {
                text.append(raw.charAt(i));
            }
        }
        return text.toString();
    }

    /** Appends what an escape means, and tells where it ends. */
    private static int escape(String raw, int at, StringBuilder text) {
        char kind = raw.charAt(at);
        int simple = "abfnrtv\\'\"".indexOf(kind);
        if (simple >= 0) {
            text.append("\u0007\b\f\n\r\t\u000b\\'\"".charAt(simple));
            return at;
        }
        return switch (kind) {
            case '\n' -> at;
            case 'x' -> hexadecimal(raw, at, 2, text);
            case 'u' -> hexadecimal(raw, at, 4, text);
            case 'U' -> hexadecimal(raw, at, 8, text);
            case 'N' -> throw JinjaException.unsupported("a character by its name");
            default -> octal(raw, at, text);
        };
    }

    private static int hexadecimal(String raw, int at, int digits, StringBuilder text) {
        int end = Math.min(raw.length(), at + 1 + digits);
        String number = raw.substring(at + 1, end);
        if (number.length() < digits || !number.matches("[\\da-fA-F]+") || Long.parseLong(number, 16) > 0x10ffff) {
            throw new JinjaException("\\" + raw.substring(at, end) + " is no character");
        }
        text.appendCodePoint(Integer.parseInt(number, 16));
        return end - 1;
    }

    private static int octal(String raw, int at, StringBuilder text) {
        int end = at;
        while (end < raw.length() && end < at + 3 && raw.charAt(end) >= '0' && raw.charAt(end) <= '7') {
            end++;
        }
        if (end == at) {
            text.append('\\').append(raw.charAt(at));
            return at;
        }
        text.appendCodePoint(Integer.parseInt(raw.substring(at, end), 8));
        return end - 1;
    }
}
