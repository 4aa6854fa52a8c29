package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.base.Enums;
import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.error.ReportException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * An object within a report, and where it stands, to be named when something in it is wrong.
 *
 * @param path the names on the way to it, each with a dot behind it; empty for the report itself
 * @param json its fields
 */
record ReportFields(String path, JsonNode json) {
    String text(String field) {
        return require(field, "a text", JsonNode::isTextual).textValue();
    }

    Optional<String> optionalText(String field) {
        return isAbsent(field) ? Optional.empty() : Optional.of(text(field));
    }

    /** The number, or NaN where it is null: what was not measured. */
    double number(String field) {
        JsonNode value = json.get(field);
        return value != null && value.isNull()
                ? Double.NaN
                : require(field, "a number", JsonNode::isNumber).doubleValue();
    }

    int integer(String field) {
        return require(field, "an integer", ReportFields::isInteger).intValue();
    }

    OptionalInt optionalInteger(String field) {
        return isAbsent(field) ? OptionalInt.empty() : OptionalInt.of(integer(field));
    }

    long longInteger(String field) {
        return require(field, "an integer", value -> value.isIntegralNumber() && value.canConvertToLong())
                .longValue();
    }

    OptionalLong optionalLong(String field) {
        return isAbsent(field) ? OptionalLong.empty() : OptionalLong.of(longInteger(field));
    }

    boolean flag(String field, boolean absent) {
        return isAbsent(field) ? absent : flag(field);
    }

    boolean flag(String field) {
        return require(field, "true or false", JsonNode::isBoolean).booleanValue();
    }

    Instant instant(String field) {
        try {
            return Instant.parse(text(field));
        } catch (DateTimeException malformed) {
            throw failure(field, "is no point in time such as 2026-11-26T12:00:00Z");
        }
    }

    <E extends Enum<E>> E constant(String field, Class<E> type) {
        String name = text(field);
        return Enums.getIfPresent(type, Ascii.toUpperCase(name))
                .toJavaUtil()
                .orElseThrow(() -> failure(field, "is \"" + name + "\", which this version does not know"));
    }

    ReportFields object(String field) {
        return new ReportFields(path + field + ".", require(field, "an object", JsonNode::isObject));
    }

    Optional<ReportFields> optionalObject(String field) {
        return isAbsent(field) ? Optional.empty() : Optional.of(object(field));
    }

    List<ReportFields> objects(String field) {
        List<ReportFields> objects = new ArrayList<>();
        for (JsonNode element : require(field, "an array", JsonNode::isArray)) {
            String place = field + "[" + objects.size() + "]";
            if (!element.isObject()) {
                throw failure(place, "is not an object");
            }
            objects.add(new ReportFields(path + place + ".", element));
        }
        return objects;
    }

    List<String> texts(String field) {
        return elements(field, "a text", JsonNode::isTextual).stream()
                .map(JsonNode::textValue)
                .toList();
    }

    List<Integer> integers(String field) {
        return elements(field, "an integer", ReportFields::isInteger).stream()
                .map(JsonNode::intValue)
                .toList();
    }

    List<Double> numbers(String field) {
        return elements(field, "a number", element -> element.isNumber() || element.isNull()).stream()
                .map(element -> element.isNull() ? Double.NaN : element.doubleValue())
                .toList();
    }

    /** All fields, each a text, in their order. */
    Map<String, String> texts() {
        ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
        json.fieldNames().forEachRemaining(name -> texts.put(name, text(name)));
        return texts.buildOrThrow();
    }

    ReportException failure(String field, String problem) {
        return new ReportException(
                "The report's \"" + path + field + "\" " + problem + ". Read the report as it was written.");
    }

    private static boolean isInteger(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }

    private boolean isAbsent(String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull();
    }

    private List<JsonNode> elements(String field, String wanted, Predicate<JsonNode> holds) {
        List<JsonNode> elements = new ArrayList<>();
        for (JsonNode element : require(field, "an array", JsonNode::isArray)) {
            if (!holds.test(element)) {
                throw failure(field + "[" + elements.size() + "]", "is not " + wanted);
            }
            elements.add(element);
        }
        return elements;
    }

    private JsonNode require(String field, String wanted, Predicate<JsonNode> holds) {
        JsonNode value = json.get(field);
        if (value == null) {
            throw failure(field, "is missing");
        }
        if (!holds.test(value)) {
            throw failure(field, "is not " + wanted);
        }
        return value;
    }
}
