package io.github.modeleditor.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TokenDistributionTest {
    private static final TokenDistribution THREE_QUARTERS =
            new TokenDistribution(new int[] {5, 2}, new float[] {0.5f, 0.25f});

    @Test
    void namesTheMostLikelyTokens() {
        float[] logits = new float[6];
        for (int token = 0; token < logits.length; token++) {
            logits[token] = 1000 + (float) Math.log(token == 4 ? 3 : token == 1 ? 3 : token == 2 ? 2 : 1);
        }
        TokenDistribution named = TokenDistribution.mostLikely(logits, Softmax.of(logits), 3);
        assertThat(named.tokens()).containsExactly(1, 4, 2);
        assertThat(named.probabilities()).containsExactly(new float[] {3 / 11f, 3 / 11f, 2 / 11f}, within(1e-4f));
        assertThat(named.rest()).isCloseTo(3 / 11.0, within(1e-4));
        float[] impossible = {0, -500};
        assertThat(TokenDistribution.mostLikely(impossible, Softmax.of(impossible), 2)
                        .tokens())
                .containsExactly(0);
    }

    @Test
    void divergesByWhatTheFormulaSays() {
        float[] same = {(float) Math.log(0.5), (float) Math.log(0.25)};
        assertThat(THREE_QUARTERS.divergence(same, 1e-9)).isCloseTo(0, within(1e-7));
        float[] other = {(float) Math.log(0.125), (float) Math.log(0.25)};
        double expected = 0.5 * Math.log(0.5 / 0.125) + 0.25 * Math.log(0.25 / 0.625);
        assertThat(THREE_QUARTERS.divergence(other, 1e-9)).isCloseTo(expected, within(1e-6));
        float[] nothingLeft = {(float) Math.log(0.5), (float) Math.log(0.5)};
        assertThat(THREE_QUARTERS.divergence(nothingLeft, 1e-3))
                .isCloseTo(0.25 * Math.log(0.5) + 0.25 * Math.log(0.25 / 1e-3), within(1e-6));
        TokenDistribution certain = new TokenDistribution(new int[] {1}, new float[] {1});
        assertThat(certain.divergence(new float[] {-2}, 1e-9)).isCloseTo(2, within(1e-9));
    }

    @Test
    void whatCannotComeLeavesItsShareToAllOthers() {
        TokenDistribution without = THREE_QUARTERS.among(token -> token != 5).orElseThrow();
        assertThat(without.tokens()).containsExactly(2);
        assertThat(without.probabilities()).containsExactly(new float[] {0.5f}, within(1e-6f));
        assertThat(without.rest()).isCloseTo(0.5, within(1e-6));
        assertThat(THREE_QUARTERS.among(token -> true).orElseThrow().probabilities())
                .containsExactly(THREE_QUARTERS.probabilities());
        assertThat(THREE_QUARTERS.among(token -> false)).isEmpty();
    }

    @Test
    void aLeadIsTakenFromAllOthers() {
        TokenDistribution led = new TokenDistribution(new int[] {5, 2}, new float[] {0.4f, 0.4f}).led(0.25f);
        assertThat(led.tokens()).containsExactly(5, 2);
        assertThat(led.probabilities()).containsExactly(new float[] {0.55f, 0.3f}, within(1e-6f));
        assertThat(led.rest()).isCloseTo(0.15, within(1e-6));
        assertThat(THREE_QUARTERS.led(0).probabilities()).containsExactly(THREE_QUARTERS.probabilities());
    }

    @Test
    void refusesWhatIsNoDistribution() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenDistribution(new int[] {1, 1}, new float[] {0.1f, 0.2f}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenDistribution(new int[] {1, 2}, new float[] {0.9f, 0.2f}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenDistribution(new int[] {1, 2}, new float[] {0.9f, 0}));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenDistribution(new int[0], new float[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenDistribution(new int[1], new float[0]));
    }
}
