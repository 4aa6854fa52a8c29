package io.github.modeleditor.onnx.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that are known at one place: those set there, and those of the places around it. Of one rendering. */
final class Scope {
    private final @Nullable Scope around;
    private final Map<String, Object> values = new HashMap<>();
    private final Budget budget;

    Scope(Budget budget) {
        this.around = null;
        this.budget = budget;
    }

    Scope(Scope around) {
        this.around = around;
        this.budget = around.budget;
    }

    Budget budget() {
        return budget;
    }

    void set(String name, Object value) {
        values.put(name, value);
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            Object value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return Undefined.name(name);
    }
}
