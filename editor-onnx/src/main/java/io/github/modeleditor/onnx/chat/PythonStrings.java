package io.github.modeleditor.onnx.chat;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;
import jinjava.javax.el.MethodNotFoundException;

/** The methods of Python's strings that chat templates use. */
final class PythonStrings {
    private PythonStrings() {}

    static Object invoke(String text, String method, Object... parameters) {
        String first = parameters.length > 0 ? String.valueOf(parameters[0]) : "";
        return switch (method + "/" + parameters.length) {
            case "strip/0", "strip/1" -> matcher(parameters).trimFrom(text);
            case "lstrip/0", "lstrip/1" -> matcher(parameters).trimLeadingFrom(text);
            case "rstrip/0", "rstrip/1" -> matcher(parameters).trimTrailingFrom(text);
            case "startswith/1" -> text.startsWith(first);
            case "endswith/1" -> text.endsWith(first);
            case "upper/0" -> text.toUpperCase(Locale.ROOT);
            case "lower/0" -> text.toLowerCase(Locale.ROOT);
            case "capitalize/0" -> capitalize(text);
            case "replace/2" -> text.replace(first, String.valueOf(parameters[1]));
            case "split/0" ->
                Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(text);
            case "split/1" -> Splitter.on(first).splitToList(text);
            case "split/2" ->
                Splitter.on(first)
                        .limit(1 + ((Number) parameters[1]).intValue())
                        .splitToList(text);
            default ->
                throw new MethodNotFoundException("a string has no method " + method + " of "
                        + List.of(parameters).size() + " arguments here");
        };
    }

    private static CharMatcher matcher(Object... parameters) {
        return parameters.length == 0 ? CharMatcher.whitespace() : CharMatcher.anyOf(String.valueOf(parameters[0]));
    }

    private static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }
}
