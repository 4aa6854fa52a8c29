package io.github.modeleditor.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LoraReductionTest {
    private static final int INPUTS = 24;
    private static final int OUTPUTS = 20;
    private static final int RANK = 12;
    private static final double SCALE = 2;

    /** Weights of one module whose product has the singular values 1, 1/2, 1/4 and so on. */
    private static LoraWeights halving(long seed, boolean embedding) {
        Matrix left = Matrix.random(RANK, INPUTS, seed).orthonormalRows();
        Matrix right = Matrix.random(RANK, OUTPUTS, seed + 1).orthonormalRows();
        Matrix turn = Matrix.random(RANK, RANK, seed + 2).orthonormalRows();
        for (int row = 0; row < RANK; row++) {
            for (int column = 0; column < INPUTS; column++) {
                left.values()[row * INPUTS + column] *= Math.pow(0.5, row);
            }
        }
        Matrix a = left.transposed().times(turn);
        Matrix b = turn.transposed().times(right);
        LoraLayout layout = LoraLayout.of(
                List.of(new LoraLayout.Projection("p", INPUTS, OUTPUTS, embedding)), List.of(RANK), SCALE * RANK);
        float[] values = new float[layout.size()];
        for (int i = 0; i < a.values().length; i++) {
            values[i] = (float) a.values()[i];
        }
        for (int i = 0; i < b.values().length; i++) {
            values[a.values().length + i] = (float) b.values()[i];
        }
        return new LoraWeights(layout, values);
    }

    private static Matrix product(LoraWeights weights) {
        TargetModule module = weights.layout().targetModules().get(0);
        Matrix product = Matrix.of(weights.values(), module.offset(), module.inputs(), module.rank())
                .times(Matrix.of(weights.values(), module.offsetOfB(), module.rank(), module.outputs()));
        for (int i = 0; i < product.values().length; i++) {
            product.values()[i] *= weights.layout().config().scale();
        }
        return product;
    }

    private static double distance(Matrix first, Matrix second) {
        double sum = 0;
        for (int i = 0; i < first.values().length; i++) {
            double difference = first.values()[i] - second.values()[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** No matrix of the rank is nearer than by the singular values that are left away: Eckart and Young. */
    @Property(tries = 50)
    void nothingIsNearer(@ForAll @IntRange(min = 1, max = RANK) int rank, @ForAll int seed, @ForAll boolean embedding) {
        LoraWeights whole = halving(seed, embedding);
        LoraWeights reduced = new LoraReduction(whole).to(rank);
        double least = 0;
        for (int i = rank; i < RANK; i++) {
            least += Math.pow(0.25, i);
        }
        assertThat(reduced.layout().targetModules().get(0).rank()).isEqualTo(rank);
        assertThat(reduced.layout().config().scale()).isEqualTo(SCALE);
        assertThat(distance(product(whole), product(reduced)))
                .isCloseTo(SCALE * Math.sqrt(least), within(1e-5 + 1e-3 * SCALE * Math.sqrt(least)));
    }

    @Example
    void columnsAreAsLongAsThoseOfNewAdapters() {
        TargetModule projection = new LoraReduction(halving(1, false))
                .to(4)
                .layout()
                .targetModules()
                .get(0);
        Matrix columns = Matrix.of(
                        new LoraReduction(halving(1, false)).to(4).values(), 0, projection.inputs(), projection.rank())
                .transposed();
        LoraWeights embedding = new LoraReduction(halving(1, true)).to(4);
        TargetModule place = embedding.layout().targetModules().get(0);
        Matrix rows = Matrix.of(embedding.values(), place.offsetOfB(), place.rank(), place.outputs());
        for (int i = 0; i < 4; i++) {
            assertThat(columns.length(i)).isCloseTo(1 / Math.sqrt(3), within(1e-6));
            assertThat(rows.length(i)).isCloseTo(Math.sqrt(OUTPUTS), within(1e-5));
        }
    }

    @Example
    void whatChangesNothingStillChangesNothing() {
        LoraWeights zeros = LoraWeights.zeros(halving(1, false).layout());
        assertThat(new LoraReduction(zeros).to(3).values()).containsOnly(0f);
    }

    @Example
    void narrowModulesStayAsTheyAre() {
        LoraWeights wide = halving(1, false);
        LoraWeights narrow = new LoraReduction(halving(2, false)).to(2);
        LoraLayout layout = LoraLayout.of(
                List.of(
                        new LoraLayout.Projection("wide", INPUTS, OUTPUTS),
                        new LoraLayout.Projection("narrow", INPUTS, OUTPUTS)),
                List.of(RANK, 2),
                SCALE * RANK);
        float[] values = new float[layout.size()];
        System.arraycopy(wide.values(), 0, values, 0, wide.values().length);
        System.arraycopy(narrow.values(), 0, values, wide.values().length, narrow.values().length);
        LoraWeights reduced = new LoraReduction(new LoraWeights(layout, values)).to(5);
        TargetModule second = reduced.layout().targetModules().get(1);
        assertThat(reduced.layout().targetModules().stream().map(TargetModule::rank))
                .containsExactly(5, 2);
        assertThat(reduced.layout().config().scale()).isEqualTo(SCALE);
        float[] kept = new float[narrow.values().length];
        System.arraycopy(reduced.values(), second.offset(), kept, 0, kept.length);
        assertThat(kept).isEqualTo(narrow.values());
    }
}
