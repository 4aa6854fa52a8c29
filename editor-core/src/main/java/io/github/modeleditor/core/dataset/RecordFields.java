package io.github.modeleditor.core.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import io.github.modeleditor.api.error.DatasetException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one record, or of an object within it, and the place to name when one of them is wrong.
 *
 * @param place file, number and line of the record
 * @param within what to put before a field's name in messages; empty for the record itself
 * @param object the fields
 */
record RecordFields(String place, String within, JsonNode object) {
    List<String> names() {
        return ImmutableList.copyOf(object.fieldNames());
    }

    String text(String field) {
        @Nullable String text = textOrNull(field);
        if (text == null) {
            throw failure("lacks the field \"" + within + field + "\"; its fields are " + names() + ". Add it.");
        }
        return text;
    }

    @Nullable
    String textOrNull(String field) {
        @Nullable JsonNode value = present(field);
        return value == null ? null : asText(value, field);
    }

    List<String> texts(String field) {
        ImmutableList.Builder<String> texts = ImmutableList.builder();
        int index = 0;
        for (JsonNode element : array(field)) {
            texts.add(asText(element, field + "[" + index++ + "]"));
        }
        return texts.build();
    }

    List<RecordFields> objects(String field) {
        ImmutableList.Builder<RecordFields> objects = ImmutableList.builder();
        int index = 0;
        for (JsonNode element : array(field)) {
            String name = field + "[" + index++ + "]";
            if (!element.isObject()) {
                throw wrongType(name, "an object", element);
            }
            objects.add(new RecordFields(place, within + name + ".", element));
        }
        return objects.build();
    }

    DatasetException failure(String problem) {
        return new DatasetException(place + " " + problem);
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

    private String asText(JsonNode value, String field) {
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
