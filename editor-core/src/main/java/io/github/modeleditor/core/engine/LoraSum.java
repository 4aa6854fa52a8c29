package io.github.modeleditor.core.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sum of two adapters as one: {@code s1 (x A1) B1 + s2 (x A2) B2 = (x [A1 A2]) [s1 B1; s2 B2]}. A target that only one
 * of them has keeps its rank.
 */
final class LoraSum {
    private LoraSum() {}

    static LoraWeights of(LoraWeights first, LoraWeights second) {
        Map<String, List<Part>> parts = new LinkedHashMap<>();
        for (LoraWeights weights : List.of(first, second)) {
            for (LoraTarget target : weights.layout().targets()) {
                parts.computeIfAbsent(target.path(), path -> new ArrayList<>()).add(new Part(target, weights));
            }
        }
        List<LoraLayout.Projection> places = new ArrayList<>();
        List<Integer> ranks = new ArrayList<>();
        for (List<Part> own : parts.values()) {
            LoraTarget shape = own.get(0).target();
            places.add(new LoraLayout.Projection(shape.path(), shape.inputs(), shape.outputs(), shape.embedding()));
            ranks.add(own.stream().mapToInt(part -> part.target().rank()).sum());
        }
        // Both scales are in B then.
        LoraLayout layout = LoraLayout.of(places, ranks, Collections.max(ranks));
        float[] values = new float[layout.size()];
        for (LoraTarget target : layout.targets()) {
            int column = 0;
            for (Part part : parts.getOrDefault(target.path(), List.of())) {
                part.copyTo(values, target, column);
                column += part.target().rank();
            }
        }
        return new LoraWeights(layout, values);
    }

    /** One adapter's share of a target. */
    private record Part(LoraTarget target, LoraWeights weights) {
        /** Puts A into columns and B into rows of the sum, from one on. */
        void copyTo(float[] sum, LoraTarget place, int column) {
            float[] values = weights.values();
            for (int row = 0; row < target.inputs(); row++) {
                System.arraycopy(
                        values,
                        target.offset() + row * target.rank(),
                        sum,
                        place.offset() + row * place.rank() + column,
                        target.rank());
            }
            float scale = (float) weights.layout().config().scale();
            int begin = place.offsetOfB() + column * place.outputs();
            for (int i = 0; i < target.sizeOfB(); i++) {
                sum[begin + i] = scale * values[target.offsetOfB() + i];
            }
        }
    }
}
