package io.github.modeleditor.core.generation;

import com.google.common.primitives.Ints;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets texts of like length grow side by side until each is done; those that are done leave. How texts are put together
 * decides how long it takes, and nothing else.
 */
final class DecodingLoop {
    private static final int ROWS_PER_BATCH = 64;
    /** Of whole texts, since a cache holds them to the end: some hundred kilobytes a token in a model of a billion weights. */
    private static final int TOKENS_PER_BATCH = 8192;

    private final Engine engine;
    private final @Nullable LoraWeights weights;

    DecodingLoop(Engine engine, @Nullable LoraWeights weights) {
        this.engine = engine;
        this.weights = weights;
    }

    void run(List<Row> rows) {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingInt(row -> row.prompt().length));
        for (int from = 0, to; from < sorted.size(); from = to) {
            to = endOfBatch(sorted, from);
            try (Decoding decoding =
                    engine.decoding(weights).orElseGet(() -> new RecomputedDecoding(engine, weights))) {
                run(new ArrayList<>(sorted.subList(from, to)), decoding);
            }
        }
    }

    private void run(List<Row> batch, Decoding decoding) {
        List<Row> active = batch;
        float[][] logits = decoding.begin(batch.stream().map(Row::prompt).toList());
        while (true) {
            List<IntSupplier> next = next(active, logits);
            List<Row> unfinished = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            for (int row = 0; row < active.size(); row++) {
                if (active.get(row).grow(next.get(row).getAsInt(), engine.description())) {
                    unfinished.add(active.get(row));
                    places.add(row);
                }
            }
            if (unfinished.isEmpty()) {
                return;
            }
            active = unfinished;
            logits = decoding.next(
                    Ints.toArray(places), active.stream().mapToInt(Row::last).toArray());
        }
    }

    /** The vocabulary is looked through several times for each text, which takes as long as a part of the model does. */
    private static List<IntSupplier> next(List<Row> rows, float[][] logits) {
        return IntStream.range(0, rows.size())
                .parallel()
                .mapToObj(row -> rows.get(row).next(logits[row]))
                .toList();
    }

    private static int endOfBatch(List<Row> rows, int from) {
        int to = from + 1;
        while (to < rows.size()
                && to - from < ROWS_PER_BATCH
                && (to - from + 1) * rows.get(to).longest() <= TOKENS_PER_BATCH) {
            to++;
        }
        return to;
    }
}
