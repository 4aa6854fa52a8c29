package io.github.modeleditor.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.FullLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.core.engine.TokenDistribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedExampleTest {
    private final TokenizedText text = new TokenizedText(new int[] {7, 8, 8, 7}, 2);

    @Test
    void conditionalLikelihoodCountsTheTargetAlone() {
        MaskedExample example = MaskedExample.of(text, new ConditionalLikelihood());
        assertThat(example.weights()).containsExactly(0, 0, 1, 1);
        assertThat(example.targets()).isEqualTo(2);
    }

    @Test
    void fullLikelihoodCountsAllThatHasAPredecessor() {
        MaskedExample example = MaskedExample.of(text, new FullLikelihood());
        assertThat(example.weights()).containsExactly(0, 1, 1, 1);
        assertThat(example.targets()).isEqualTo(3);
    }

    @Test
    void firstTokenIsIgnoredAndTheCallersArrayKept() {
        boolean[] all = {true, true, true, true};
        assertThat(MaskedExample.of(text, any -> all).weights()).containsExactly(0, 1, 1, 1);
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

    @Test
    void aTextOfAnchorsAloneIsReadAsFarAsTheLast() {
        TokenDistribution reference = new TokenDistribution(new int[] {3}, new float[] {0.5f});
        MaskedExample example = new MaskedExample(text, new float[4], List.of(new Anchor(2, reference, 1)));
        assertThat(example.targets()).isZero();
        assertThat(example.inputs()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaskedExample(text, new float[4], List.of(new Anchor(4, reference, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Anchor(0, reference, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaskedExample(text, new float[] {0, -1, 0, 1}, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new TrainingExample(example, example));
    }

    @Test
    void whatReturnsChangesTheModelAndTeachesNothing() {
        Anchor last = new Anchor(3, new TokenDistribution(new int[] {3}, new float[] {0.5f}), 1);
        TrainingExample held = TrainingExample.of(new MaskedExample(text, new float[4], List.of(last)));
        assertThat(held.changes()).isFalse();
        TrainingExample returning = held.returningAt(new TokenRange(1, 2));
        assertThat(returning.changes()).isTrue();
        assertThat(returning.teaches()).isFalse();
        assertThat(returning.target().taughtAt()).contains(new TokenRange(1, 2));
        assertThat(held.returningAt(new TokenRange(3, 4))).isEqualTo(held);
        TrainingExample taught = TrainingExample.of(MaskedExample.of(text, new ConditionalLikelihood()));
        assertThat(taught.changes()).isTrue();
    }
}
