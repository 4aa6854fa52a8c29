package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossRowsTest {
    private static final TokenBatch TARGETS = TokenBatch.targets(List.of(new int[] {7, 1, 0}), new int[] {1}, 0.5f);

    @Test
    void targetsAloneAreOneTokenEach() {
        LossRows rows = LossRows.of(TARGETS);
        assertThat(rows.width()).isOne();
        assertThat(rows.ids()).containsExactly(1, 0);
        assertThat(rows.weights()).containsExactly(0.5f, 0.5f);
        assertThat(rows.named()).containsOnly(0);
        assertThat(rows.restWeights()).containsOnly(0);
    }

    /** No token comes twice in a row, whatever is filled up. */
    @Test
    void rowsAreFilledUpWithOtherTokensOfNoWeight() {
        TokenDistribution three = new TokenDistribution(new int[] {5, 2, 1}, new float[] {0.5f, 0.25f, 0.125f});
        TokenDistribution one = new TokenDistribution(new int[] {1}, new float[] {1});
        LossRows rows = LossRows.of(
                TARGETS.withSoftTargets(List.of(new SoftTarget(1, 0, three, 2), new SoftTarget(0, 0, one, 3))));
        assertThat(rows.width()).isEqualTo(3);
        assertThat(rows.positions()).containsExactly(0, 1, 1, 0);
        assertThat(rows.ids()).containsExactly(1, 0, 2, 0, 1, 2, 5, 2, 1, 1, 0, 2);
        assertThat(rows.weights()).containsExactly(0.5f, 0, 0, 0.5f, 0, 0, 1, 0.5f, 0.25f, 3, 0, 0);
        assertThat(rows.named()).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0);
        assertThat(rows.restWeights()).containsExactly(0, 0, 0.25f, 0);
    }
}
