package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Makes of every row of a partition some others, one row in memory at a time. Whatever is needed for all of them is made once for each
 * partition.
 */
abstract class FactFunction implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    /** What becomes of one row. */
    @FunctionalInterface
    interface OfRow {
        List<Row> rows(Row row);
    }

    /** Begins a partition that has rows. */
    abstract OfRow begin();

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return Collections.emptyIterator();
        }
        OfRow function = begin();
        return new Iterator<>() {
            private Iterator<Row> made = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!made.hasNext() && rows.hasNext()) {
                    made = function.rows(rows.next()).iterator();
                }
                return made.hasNext();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return made.next();
            }
        };
    }

    /**
     * Makes rows of facts, counted.
     *
     * @param counts where progress goes
     * @param facts how many they are
     * @param made makes the rows
     * @param failed makes rows of a failure that is of the facts themselves, so that a second try would end the same way
     */
    static List<Row> counted(
            JobCounts counts, int facts, Supplier<List<Row>> made, Function<RuntimeException, List<Row>> failed) {
        long start = System.nanoTime();
        try {
            return made.get();
        } catch (InvalidFactException | TrainingDivergedException failure) {
            counts.failed().add(facts);
            return failed.apply(failure);
        } finally {
            counts.done().add(facts);
            counts.seconds().add((System.nanoTime() - start) / 1e9);
        }
    }
}
