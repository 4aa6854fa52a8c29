package io.github.modeleditor.core.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import io.github.modeleditor.api.error.DatasetException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one record, or of an object within it, and the place to name when one of them is wrong. A field that is
 * null counts as absent.
 *
 * @param place file, number and line of the record
 * @param within what to put before a field's name in messages; empty for the record itself
 * @param object the fields
 */
record RecordFields(String place, String within, JsonNode object) {
    List<String> names() {
        return ImmutableList.copyOf(object.fieldNames());
    }

    /** The first of the names that is a field, or the first of all where none is: what a format calls differently. */
    String oneOf(String... names) {
        for (String name : names) {
            if (present(name) != null) {
                return name;
            }
        }
        return names[0];
    }

    String text(String field) {
        @Nullable String text = textOrNull(field);
        if (text == null) {
            throw lacks(field);
        }
        return text;
    }

    @Nullable
    String textOrNull(String field) {
        @Nullable JsonNode value = present(field);
        return value == null ? null : asText(value, field);
    }

    /** The text, or null where the field is absent, NaN or blank: what data has in place of a missing text. */
    @Nullable
    String textUnlessMissing(String field) {
        @Nullable JsonNode value = present(field);
        boolean missing = value == null
                || (value.isTextual() && value.textValue().isBlank())
                || (value.isFloatingPointNumber() && Double.isNaN(value.doubleValue()));
        return missing ? null : text(field);
    }

    /** The first text that is not blank of a text, a list of texts, or a list of such lists; null where there is none. */
    @Nullable
    String firstText(String field) {
        @Nullable JsonNode value = present(field);
        return value == null ? null : firstText(value, field);
    }

    private @Nullable String firstText(JsonNode value, String field) {
        if (!value.isArray()) {
            boolean missing =
                    value.isNull() || (value.isTextual() && value.textValue().isBlank());
            return missing ? null : asText(value, field);
        }
        int index = 0;
        for (JsonNode element : value) {
            @Nullable String text = firstText(element, field + "[" + index++ + "]");
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    List<String> texts(String field) {
        ImmutableList.Builder<String> texts = ImmutableList.builder();
        int index = 0;
        for (JsonNode element : array(field)) {
            texts.add(asText(element, field + "[" + index++ + "]"));
        }
        return texts.build();
    }

    RecordFields object(String field) {
        @Nullable RecordFields object = objectOrNull(field);
        if (object == null) {
            throw lacks(field);
        }
        return object;
    }

    @Nullable
    RecordFields objectOrNull(String field) {
        @Nullable JsonNode value = present(field);
        return value == null ? null : asObject(value, field);
    }

    /** One record for each object of a list, with that object in its place; the record itself where there is no list. */
    List<RecordFields> each(String field) {
        @Nullable JsonNode value = present(field);
        if (value == null || !value.isArray() || value.isEmpty()) {
            return List.of(this);
        }
        ImmutableList.Builder<RecordFields> records = ImmutableList.builder();
        for (JsonNode element : value) {
            ObjectNode one = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(entry -> one.set(entry.getKey(), entry.getValue()));
            one.set(field, element);
            records.add(new RecordFields(place, within, one));
        }
        return records.build();
    }

    /** Whether a field is a list. */
    boolean isList(String field) {
        @Nullable JsonNode value = present(field);
        return value != null && value.isArray();
    }

    /** The texts of a list, or a text alone; those that are missing left out. */
    List<String> textOrTexts(String field) {
        if (isList(field)) {
            return texts(field);
        }
        @Nullable String text = textUnlessMissing(field);
        return text == null ? List.of() : List.of(text);
    }

    List<RecordFields> objects(String field) {
        ImmutableList.Builder<RecordFields> objects = ImmutableList.builder();
        int index = 0;
        for (JsonNode element : array(field)) {
            objects.add(asObject(element, field + "[" + index++ + "]"));
        }
        return objects.build();
    }

    DatasetException failure(String problem) {
        return new DatasetException(place + " " + problem);
    }

    DatasetException lacks(String field) {
        return failure("lacks the field \"" + within + field + "\"; its fields are " + names() + ". Add it.");
    }

    private Iterable<JsonNode> array(String field) {
        @Nullable JsonNode value = present(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrongType(field, "an array", value);
        }
        return value;
    }

    private @Nullable JsonNode present(String field) {
        @Nullable JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private RecordFields asObject(JsonNode value, String field) {
        if (!value.isObject()) {
            throw wrongType(field, "an object", value);
        }
        return new RecordFields(place, within + field + ".", value);
    }

    /** A whole number is the text that it is written as: years and counts are answers too. */
    private String asText(JsonNode value, String field) {
        if (value.isIntegralNumber()) {
            return value.asText();
        }
        if (!value.isTextual()) {
            throw wrongType(field, "a text", value);
        }
        if (value.textValue().isBlank()) {
            throw failure("has a blank \"" + within + field + "\". Give it at least one visible character.");
        }
        return value.textValue();
    }

    private DatasetException wrongType(String field, String wanted, JsonNode value) {
        String found = value.getNodeType().name().toLowerCase(Locale.ROOT);
        return failure("has in \"" + within + field + "\" a JSON " + found + ", not " + wanted + ". Change it.");
    }
}
