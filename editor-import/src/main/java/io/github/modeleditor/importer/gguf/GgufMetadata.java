package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.InvalidModelException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words of a GGUF file: whole numbers as {@link Long}, others as {@link Double}, truths, texts, and lists of these. Immutable.
 *
 * @param file where they stand
 * @param values by key
 */
record GgufMetadata(Path file, Map<String, Object> values) {
    GgufMetadata {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** A text. */
    Optional<String> text(String key) {
        return value(key, String.class, "a text");
    }

    /** A text that has to be there. */
    String requireText(String key) {
        return text(key).orElseThrow(() -> missing(key));
    }

    /** A whole number. */
    Optional<Long> integer(String key) {
        Object value = values.get(key);
        if (value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(list.get(0)::equals)) {
            value = list.get(0);
        }
        if (value == null || value instanceof Long) {
            return Optional.ofNullable((Long) value);
        }
        throw wrong(key, value instanceof List<?> ? "one whole number for all layers" : "a whole number");
    }

    /** A whole number that has to be there. */
    long requireInteger(String key) {
        return integer(key).orElseThrow(() -> missing(key));
    }

    /** A number, whole or not. */
    Optional<Double> number(String key) {
        return value(key, Number.class, "a number").map(Number::doubleValue);
    }

    /** A truth. */
    Optional<Boolean> flag(String key) {
        return value(key, Boolean.class, "true or false");
    }

    /** Texts. */
    List<String> texts(String key) {
        return list(key, String.class, "a list of texts");
    }

    /** Numbers. */
    List<Number> numbers(String key) {
        return list(key, Number.class, "a list of numbers");
    }

    private <T> List<T> list(String key, Class<T> type, String wanted) {
        List<?> list = value(key, List.class, wanted).orElse(List.of());
        if (!list.stream().allMatch(type::isInstance)) {
            throw wrong(key, wanted);
        }
        return list.stream().map(type::cast).toList();
    }

    private <T> Optional<T> value(String key, Class<T> type, String wanted) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw wrong(key, wanted);
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private InvalidModelException missing(String key) {
        return new InvalidModelException("The GGUF file " + file + " does not say " + key + ". Download it again.");
    }

    private InvalidModelException wrong(String key, String wanted) {
        return new InvalidModelException("The GGUF file " + file + " says something of " + key + " that is not "
                + wanted + ". Download it again.");
    }
}
