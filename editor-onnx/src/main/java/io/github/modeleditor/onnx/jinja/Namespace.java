package io.github.modeleditor.onnx.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one thing that a template may change from within a loop. */
final class Namespace {
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    void set(String name, Object value) {
        if (name.startsWith("_")) {
            throw new JinjaException("a namespace has no attribute " + name + ", as it begins with an underscore");
        }
        attributes.put(name, value);
    }

    @Nullable
    Object get(String name) {
        return attributes.get(name);
    }
}
