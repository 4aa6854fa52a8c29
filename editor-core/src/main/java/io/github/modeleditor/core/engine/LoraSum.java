package io.github.modeleditor.core.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sum of two adapters as one: {@code s1 (x A1) B1 + s2 (x A2) B2 = (x [A1 A2]) [s1 B1; s2 B2]}. A module that only one
 * of them has keeps its rank.
 */
final class LoraSum {
    private LoraSum() {}

    /** With a scale that is left out of B, {@code s (x [A1 A2]) [s1/s B1; s2/s B2]}. */
    static LoraWeights of(LoraWeights first, LoraWeights second, double scale) {
        Map<String, List<Part>> parts = new LinkedHashMap<>();
        for (LoraWeights weights : List.of(first, second)) {
            for (TargetModule module : weights.layout().targetModules()) {
                parts.computeIfAbsent(module.path(), path -> new ArrayList<>()).add(new Part(module, weights));
            }
        }
        List<LoraLayout.Projection> places = new ArrayList<>();
        List<Integer> ranks = new ArrayList<>();
        for (List<Part> own : parts.values()) {
            places.add(own.get(0).module().projection());
            ranks.add(own.stream().mapToInt(part -> part.module().rank()).sum());
        }
        // What is left of both scales is in B then.
        LoraLayout layout = LoraLayout.of(places, ranks, scale * Collections.max(ranks));
        float[] values = new float[layout.size()];
        for (TargetModule module : layout.targetModules()) {
            int column = 0;
            for (Part part : parts.getOrDefault(module.path(), List.of())) {
                part.copyTo(values, module, column, scale);
                column += part.module().rank();
            }
        }
        return new LoraWeights(layout, values);
    }

    /** One adapter's share of a module. */
    private record Part(TargetModule module, LoraWeights weights) {
        /** Puts A into columns and B into rows of the sum, from one on. */
        void copyTo(float[] sum, TargetModule place, int column, double scaleOfSum) {
            float[] values = weights.values();
            for (int row = 0; row < module.inputs(); row++) {
                System.arraycopy(
                        values,
                        module.offset() + row * module.rank(),
                        sum,
                        place.offset() + row * place.rank() + column,
                        module.rank());
            }
            float scale = (float) (weights.layout().config().scale() / scaleOfSum);
            int begin = place.offsetOfB() + column * place.outputs();
            for (int i = 0; i < module.sizeOfB(); i++) {
                sum[begin + i] = scale * values[module.offsetOfB() + i];
            }
        }
    }
}
