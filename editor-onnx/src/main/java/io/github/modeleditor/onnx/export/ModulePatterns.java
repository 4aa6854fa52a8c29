package io.github.modeleditor.onnx.export;

import io.github.modeleditor.graph.lora.PathPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Values of modules by expressions that match the end of their paths, such as ranks; where several match, the first counts, as in
 * PEFT. Not thread-safe.
 *
 * @see <a href="https://github.com/huggingface/peft/blob/main/src/peft/utils/other.py">get_pattern_key of PEFT</a>
 */
final class ModulePatterns {
    /** PEFT itself writes whole paths, one for each module: those are looked up, as there may be thousands. */
    private static final Pattern PATH = Pattern.compile("[\\w.]+");

    private final Map<String, Double> values;
    private final Map<String, Integer> paths = new HashMap<>();
    private final List<Expression> expressions = new ArrayList<>();
    private final Map<String, Double> found = new HashMap<>();

    private record Expression(int place, PathPattern pattern, double value) {}

    /**
     * Reads expressions.
     *
     * @param values by expression, in the file's order
     * @param refusal makes an exception of what is wrong with one
     */
    ModulePatterns(Map<String, Double> values, Function<String, ? extends RuntimeException> refusal) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        PathPattern.Effort effort = new PathPattern.Effort();
        int place = 0;
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            String key = entry.getKey();
            if (PATH.matcher(key).matches()) {
                paths.putIfAbsent(key, place);
            } else {
                PathPattern pattern = PathPattern.of(
                        "(.*\\.)?(" + key + ")", effort, what -> refusal.apply("has \"" + key + "\", which " + what));
                expressions.add(new Expression(place, pattern, entry.getValue()));
            }
            place++;
        }
    }

    /** As they stand in the file. */
    Map<String, Double> values() {
        return values;
    }

    /** The value for a module. */
    double of(String path, double otherwise) {
        return found.computeIfAbsent(path, p -> find(p, otherwise));
    }

    private double find(String path, double otherwise) {
        int first = Integer.MAX_VALUE;
        double value = otherwise;
        for (int dot = -1; dot < path.length(); dot = next(path, dot)) {
            String end = path.substring(dot + 1);
            int place = paths.getOrDefault(end, Integer.MAX_VALUE);
            if (place < first) {
                first = place;
                value = values.getOrDefault(end, otherwise);
            }
        }
        for (Expression expression : expressions) {
            if (expression.place() > first) {
                break;
            }
            if (expression.pattern().matches(path)) {
                return expression.value();
            }
        }
        return value;
    }

    private static int next(String path, int dot) {
        int next = path.indexOf('.', dot + 1);
        return next < 0 ? path.length() : next;
    }
}
