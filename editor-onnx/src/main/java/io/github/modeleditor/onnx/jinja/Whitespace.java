package io.github.modeleditor.onnx.jinja;

import java.util.function.IntPredicate;

/** What Python takes for white space, and how it is stripped. */
final class Whitespace {
    private Whitespace() {}

    static boolean is(int character) {
        return (character >= '\t' && character <= '\r')
                || (character >= 0x1c && character <= ' ')
                || character == 0x85
                || character == 0xa0
                || (character > 0xff && Character.isSpaceChar(character));
    }

    static String stripped(String text, IntPredicate away, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && away.test(text.codePointAt(from))) {
            from = text.offsetByCodePoints(from, 1);
        }
        while (right && from < to && away.test(text.codePointBefore(to))) {
            to = text.offsetByCodePoints(to, -1);
        }
        return text.substring(from, to);
    }

    static String stripped(String text) {
        return stripped(text, Whitespace::is, true, true);
    }

    static boolean isLineBreak(char character) {
        return (character >= '\n' && character <= '\r')
                || (character >= 0x1c && character <= 0x1e)
                || character == 0x85
                || character == 0x2028
                || character == 0x2029;
    }
}
