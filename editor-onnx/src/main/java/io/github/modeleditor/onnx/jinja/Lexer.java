package io.github.modeleditor.onnx.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a template apart, with transformers' settings: the line break behind a block is dropped ({@code trim_blocks}), and so
 * are blanks before a block that begins its line ({@code lstrip_blocks}).
 */
final class Lexer {
    private static final Pattern RAW_BEGIN = Pattern.compile("\\s*+raw\\s*+(-%}|%})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern RAW_END =
            Pattern.compile("\\{%([-+]?)\\s*+endraw\\s*+([-+]?)%}", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern FLOAT = Pattern.compile(
            "\\d++(?:_\\d++)*+(?:(?:\\.\\d++(?:_\\d++)*+)?+[eE][+-]?\\d++(?:_\\d++)*+|\\.\\d++(?:_\\d++)*+)");
    private static final Pattern INTEGER = Pattern.compile(
            "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++" + "|0[xX](?:_?[\\da-fA-F])++|[1-9](?:_?\\d)*+|0(?:_?0)*+");
    private static final Pattern NAME = Pattern.compile("\\w++", Pattern.UNICODE_CHARACTER_CLASS);
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    /** Where {@code line} was counted to. */
    private int counted;

    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String text = template.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        try {
            lexer.all();
        } catch (JinjaException e) {
            throw e.at(lexer.line());
        }
        return lexer.tokens;
    }

    private int line() {
        for (; counted < Math.min(position, source.length()); counted++) {
            line += source.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, line()));
    }

    private void all() {
        while (position < source.length()) {
            int begin = begin();
            if (begin < 0) {
                add(Token.Kind.DATA, source.substring(position));
                position = source.length();
            } else {
                tag(begin);
            }
        }
        add(Token.Kind.END, "");
    }

    /** Where the next tag begins; below 0 where there is none. */
    private int begin() {
        for (int i = source.indexOf('{', position); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            if ("{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void tag(int begin) {
        char kind = source.charAt(begin + 1);
        char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : ' ';
        boolean signed = sign == '-' || sign == '+';
        data(source.substring(position, begin), sign, kind != '{');
        position = begin + (signed ? 3 : 2);
        Matcher raw = RAW_BEGIN.matcher(source).region(position, source.length());
        if (kind == '#') {
            comment();
        } else if (kind == '{') {
            add(Token.Kind.VARIABLE_BEGIN, "{{");
            inside(Token.Kind.VARIABLE_END, "}}");
        } else if (raw.lookingAt()) {
            raw(raw);
        } else {
            add(Token.Kind.BLOCK_BEGIN, "{%");
            inside(Token.Kind.BLOCK_END, "%}");
        }
    }

    /** The text before a tag. */
    private void data(String text, char sign, boolean strips) {
        String kept = text;
        if (sign == '-') {
            kept = Whitespace.stripped(text, Whitespace::is, false, true);
        } else if (sign != '+' && strips) {
            int last = text.lastIndexOf('\n') + 1;
            boolean blank = text.substring(last).codePoints().allMatch(Whitespace::is);
            kept = blank && (last > 0 || lineStarts) ? text.substring(0, last) : text;
        }
        if (!kept.isEmpty()) {
            add(Token.Kind.DATA, kept);
        }
    }

    private void comment() {
        int end = source.indexOf("#}", position);
        if (end < 0) {
            throw new JinjaException("a comment has no end");
        }
        char sign = end > position ? source.charAt(end - 1) : ' ';
        position = end + 2;
        behind(sign, true);
    }

    private void raw(Matcher begin) {
        position = begin.end();
        if (begin.group(1).startsWith("-")) {
            skipBlanks();
        }
        lineStarts = source.charAt(position - 1) == '\n';
        Matcher end = RAW_END.matcher(source).region(position, source.length());
        if (!end.find()) {
            throw new JinjaException("raw has no end");
        }
        data(
                source.substring(position, end.start()),
                end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0),
                true);
        position = end.end();
        behind(end.group(2).isEmpty() ? ' ' : end.group(2).charAt(0), true);
    }

    /** Goes past what the end of a tag takes with it. */
    private void behind(char sign, boolean trims) {
        if (sign == '-') {
            skipBlanks();
        } else if (sign != '+' && trims && source.startsWith("\n", position)) {
            position++;
        }
        lineStarts = source.charAt(position - 1) == '\n';
    }

    private void skipBlanks() {
        while (position < source.length() && Whitespace.is(source.charAt(position))) {
            position++;
        }
    }

    /** The tokens of a tag, up to its end, which no bracket may be open at. */
    private void inside(Token.Kind end, String mark) {
        Deque<String> open = new ArrayDeque<>();
        while (true) {
            int before = position;
            skipBlanks();
            if (position >= source.length()) {
                throw new JinjaException("a tag has no end");
            }
            char sign = source.charAt(position);
            boolean signed = sign == '-' || (sign == '+' && end == Token.Kind.BLOCK_END);
            if (open.isEmpty() && source.startsWith(mark, position + (signed ? 1 : 0))) {
                add(end, mark);
                position += signed ? 3 : 2;
                behind(signed ? sign : ' ', end == Token.Kind.BLOCK_END);
                return;
            }
            if (!number(before) && !name() && !string()) {
                operator(open);
            }
        }
    }

    private boolean take(Token.Kind kind, Pattern pattern) {
        Matcher matcher = pattern.matcher(source).region(position, source.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        add(kind, matcher.group());
        position = matcher.end();
        return true;
    }

    private boolean number(int before) {
        boolean behindPoint = before == position && position > 0 && source.charAt(position - 1) == '.';
        return (!behindPoint && take(Token.Kind.FLOAT, FLOAT)) || take(Token.Kind.INTEGER, INTEGER);
    }

    private boolean name() {
        return take(Token.Kind.NAME, NAME);
    }

    private boolean string() {
        char quote = source.charAt(position);
        if (quote != '\'' && quote != '"') {
            return false;
        }
        int end = position + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new JinjaException("a string has no end");
        }
        add(Token.Kind.STRING, Escapes.resolved(source.substring(position + 1, end)));
        position = end + 1;
        return true;
    }

    private void operator(Deque<String> open) {
        String operator = OPERATORS.stream()
                .filter(one -> source.startsWith(one, position))
                .findFirst()
                .orElseThrow(() ->
                        new JinjaException("unexpected character " + Character.toString(source.codePointAt(position))));
        if ("([{".contains(operator)) {
            open.push(operator);
        } else if (")]}".contains(operator)) {
            String opened = open.isEmpty() ? "" : open.pop();
            if ("([{".indexOf(opened) != ")]}".indexOf(operator) || opened.isEmpty()) {
                throw new JinjaException("unexpected " + operator);
            }
        }
        add(Token.Kind.OPERATOR, operator);
        position += operator.length();
    }
}
