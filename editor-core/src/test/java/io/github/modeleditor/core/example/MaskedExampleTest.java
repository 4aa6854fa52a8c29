package io.github.modeleditor.core.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.FullLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

class MaskedExampleTest {
    private final TokenizedText text = new TokenizedText(new int[] {7, 8, 8, 7}, 2);

    @Test
    void conditionalLikelihoodCountsTheTargetAlone() {
        MaskedExample example = MaskedExample.of(text, new ConditionalLikelihood());
        assertThat(example.mask()).containsExactly(false, false, true, true);
        assertThat(example.targets()).isEqualTo(2);
    }

    @Test
    void fullLikelihoodCountsAllThatHasAPredecessor() {
        MaskedExample example = MaskedExample.of(text, new FullLikelihood());
        assertThat(example.mask()).containsExactly(false, true, true, true);
        assertThat(example.targets()).isEqualTo(3);
    }

    @Test
    void firstTokenIsIgnoredAndTheCallersArrayKept() {
        boolean[] all = {true, true, true, true};
        assertThat(MaskedExample.of(text, any -> all).mask()).containsExactly(false, true, true, true);
        assertThat(all).containsOnly(true);
    }

    @Test
    void maskOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> MaskedExample.of(text, any -> new boolean[3]))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("3 flags", "4 tokens");
    }

    @Test
    void maskThatLeavesNothingIsRefused() {
        assertThatThrownBy(() -> MaskedExample.of(text, any -> new boolean[] {true, false, false, false}))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("no token to learn", "4 tokens", "starts at 2");
    }
}
