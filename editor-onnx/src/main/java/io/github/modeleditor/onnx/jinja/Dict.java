package io.github.modeleditor.onnx.jinja;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dictionary, in order of insertion. Once made it does not change, as the sandbox forbids. */
final class Dict {
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    /** For whoever makes the dictionary. */
    void put(Object key, Object value) {
        entries.put(entries.containsKey(key) ? key : same(key), value);
    }

    @Nullable
    Object get(Object key) {
        Object value = entries.get(key);
        return value == null ? entries.get(same(key)) : value;
    }

    Map<Object, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** The key that is there for one that Python takes for equal: {@code 1}, {@code 1.0} and {@code True}. */
    private Object same(Object key) {
        if (key instanceof Sequence || key instanceof Dict) {
            throw JinjaException.unsupported("a key of type " + Values.type(key));
        }
        if (Numbers.isNumber(key)) {
            for (Object other : entries.keySet()) {
                if (Numbers.isNumber(other) && Numbers.compare(other, key) == 0) {
                    return other;
                }
            }
        }
        return key;
    }
}
