package io.github.modeleditor.importer.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.error.InvalidModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model says of itself, in the words of Hugging Face's {@code config.json}. Questions about what is not there, or is of another kind,
 * name the file and the field. Immutable.
 *
 * @param place the file that a message should name
 * @param json what it says
 */
public record Config(Path place, JsonNode json) {
    private static final int LARGEST = 1 << 28;

    /**
     * A positive whole number that has to be there.
     *
     * @param names of the field; the first that is there counts
     * @return its value
     * @throws InvalidModelException if it is not there, or is no such number
     */
    public int integer(String... names) {
        for (String name : names) {
            if (json.hasNonNull(name)) {
                JsonNode value = json.path(name);
                if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > LARGEST) {
                    throw wrong(name, "a whole number from 1 to " + LARGEST);
                }
                return value.intValue();
            }
        }
        throw new InvalidModelException(
                "The configuration " + place + " has no " + String.join(" or ", names) + ". Download it again.");
    }

    /**
     * A positive whole number that may be missing.
     *
     * @param name of the field
     * @param absent what it then is
     * @return its value
     */
    public int integerOr(String name, int absent) {
        return json.hasNonNull(name) ? integer(name) : absent;
    }

    /**
     * How many tokens a token sees, itself among them, by the field {@code sliding_window}.
     *
     * @return -1 for all, where nothing is said, or zero, as files of Phi-4-mini do
     */
    public int window() {
        boolean none = json.path("sliding_window").isNumber()
                && json.path("sliding_window").doubleValue() == 0;
        return none ? -1 : integerOr("sliding_window", -1);
    }

    /**
     * A number.
     *
     * @param name of the field
     * @param absent what it is where it is missing
     * @return its value
     */
    public double number(String name, double absent) {
        if (!json.hasNonNull(name)) {
            return absent;
        }
        JsonNode value = json.path(name);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(name, "a number");
        }
        return value.doubleValue();
    }

    /**
     * A truth.
     *
     * @param name of the field
     * @param absent what it is where it is missing
     * @return its value
     */
    public boolean flag(String name, boolean absent) {
        if (!json.hasNonNull(name)) {
            return absent;
        }
        if (!json.path(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return json.path(name).booleanValue();
    }

    /**
     * A text.
     *
     * @param names of the field; the first that is there counts
     * @return its value, if it is there
     */
    public Optional<String> text(String... names) {
        for (String name : names) {
            if (json.path(name).isTextual()) {
                return Optional.of(json.path(name).textValue());
            }
        }
        return Optional.empty();
    }

    /**
     * Numbers.
     *
     * @param name of the field
     * @return its values; empty where it is missing
     */
    public List<Double> numbers(String name) {
        List<Double> values = new ArrayList<>();
        for (JsonNode value : json.path(name)) {
            if (!value.isNumber()) {
                throw wrong(name, "a list of numbers");
            }
            values.add(value.doubleValue());
        }
        return values;
    }

    /**
     * One text of a list, as there is one for each layer.
     *
     * @param name of the list
     * @param index from 0
     * @return the text; empty where there is no list, or it is shorter
     */
    public Optional<String> textAt(String name, int index) {
        return Optional.ofNullable(json.path(name).path(index).textValue());
    }

    /**
     * A part that is an object itself.
     *
     * @param name of the field
     * @return what it says; nothing where it is missing
     */
    public Config part(String name) {
        return new Config(place, json.path(name));
    }

    /**
     * Whether something is said.
     *
     * @param name of the field
     * @return true if it is there and not null
     */
    public boolean has(String name) {
        return json.hasNonNull(name);
    }

    private InvalidModelException wrong(String name, String wanted) {
        return new InvalidModelException("The configuration " + place + " says that " + name + " is " + json.path(name)
                + ", which should be " + wanted + ". Download it again.");
    }
}
