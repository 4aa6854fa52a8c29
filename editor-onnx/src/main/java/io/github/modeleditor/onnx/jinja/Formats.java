package io.github.modeleditor.onnx.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's two ways to put values into a text, with the simple ones of their codes. */
final class Formats {
    private static final Pattern PERCENT = Pattern.compile("%(?:\\((\\w+)\\))?(?:\\.(\\d{1,3}))?(.?)", Pattern.DOTALL);
    private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{(\\w*)}|[{}]");

    private Formats() {}

    /** {@code format % values}. */
    static String percent(String format, Object values, Budget budget) {
        List<Object> all = values instanceof Sequence sequence && sequence.kind() == Sequence.Kind.TUPLE
                ? sequence.items()
                : List.of(values);
        StringBuilder text = new StringBuilder();
        Matcher codes = PERCENT.matcher(format);
        int from = 0;
        int next = 0;
        while (codes.find()) {
            text.append(format, from, codes.start());
            from = codes.end();
            if (codes.group().equals("%%")) {
                text.append('%');
                continue;
            }
            Object value;
            if (codes.group(1) != null) {
                value = Subscripts.item(values, codes.group(1), budget);
            } else if (next < all.size()) {
                value = all.get(next++);
            } else {
                throw new JinjaException("not enough arguments for the format");
            }
            text.append(one(codes, value, budget));
            budget.make(text.length());
        }
        if (next < all.size() && !(values instanceof Dict)) {
            throw new JinjaException("not all arguments of the format are used");
        }
        return text.append(format, from, format.length()).toString();
    }

    private static String one(Matcher code, Object value, Budget budget) {
        String digits = code.group(2);
        String kind = code.group(3);
        if (digits == null && kind.equals("s")) {
            return Text.of(value, budget);
        }
        if (digits == null && kind.equals("r")) {
            return Text.quoted(value, budget);
        }
        if (digits == null && (kind.equals("d") || kind.equals("i"))) {
            return Long.toString(value instanceof Double number ? (long) (double) number : Numbers.integer(value));
        }
        if (kind.equals("f") && Double.isFinite(Numbers.real(value))) {
            return new BigDecimal(Numbers.real(value))
                    .setScale(digits == null ? 6 : Integer.parseInt(digits), RoundingMode.HALF_EVEN)
                    .toPlainString();
        }
        throw JinjaException.unsupported("the format " + code.group());
    }

    /** {@code format.format(...)}. */
    static String braces(String format, Arguments given, Budget budget) {
        StringBuilder text = new StringBuilder();
        Matcher fields = BRACES.matcher(format);
        int from = 0;
        int next = 0;
        while (fields.find()) {
            text.append(format, from, fields.start());
            from = fields.end();
            String field = fields.group(1);
            if (field == null && fields.group().length() == 1) {
                throw JinjaException.unsupported("the format " + format);
            }
            if (field == null) {
                text.append(fields.group().charAt(0));
            } else {
                text.append(Text.of(field(field.isEmpty() ? Integer.toString(next++) : field, given), budget));
            }
            budget.make(text.length());
        }
        return text.append(format, from, format.length()).toString();
    }

    private static Object field(String field, Arguments given) {
        if (field.matches("\\d{1,9}")) {
            int place = Integer.parseInt(field);
            if (place < given.positional().size()) {
                return given.positional().get(place);
            }
        } else if (given.named().containsKey(field)) {
            return given.named().get(field);
        }
        throw new JinjaException("the format has no argument " + field);
    }
}
