package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.core.engine.PassMemory;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittingPassesTest {
    /** 1000 bytes for the model, 1 for a token, 10 for a target. */
    private static final PassMemory MEMORY = (rows, columns, targets) -> 1000 + (long) rows * columns + 10L * targets;

    private static final TrainingConfig CONFIG =
            TrainingConfig.defaults().withBatchSize(32).withTokensPerPass(600);

    /** Of the longest ten tokens are read and two are targets, of the other four and one. */
    private final List<TrainingExample> examples =
            List.of(TrainingExample.of(text(4, 1)), TrainingExample.of(text(10, 2)));

    @Test
    void passesAreAsLargeAsFits() {
        // A text of 10 tokens takes 10 + 10 ceil(10 / 4) bytes as the most.
        // Five lie in two rows of 48 tokens at most, which take 2 * 48 + 10 ceil(50 / 4) = 226.
        assertThat(tokens(1226)).isEqualTo(50);
        assertThat(tokens(1225)).isEqualTo(40);
        assertThat(tokens(1040)).isEqualTo(10);
    }

    @Test
    void aLimitThatAllIsWithinChangesNothing() {
        assertThat(tokens(1_000_000)).isEqualTo(600);
        assertThat(tokens(Long.MAX_VALUE)).isEqualTo(600);
    }

    @Test
    void rejectedTextsCountToo() {
        List<TrainingExample> pairs = List.of(new TrainingExample(text(10, 2), text(10, 3)));
        // Twice 10 tokens and five targets each: three are 60 tokens, in two rows of 48.
        assertThat(FittingPasses.tokens(CONFIG.withMemoryLimit(1000 + 2 * 48 + 3 * 50), MEMORY, pairs))
                .isEqualTo(30);
        assertThat(FittingPasses.tokens(CONFIG.withMemoryLimit(1000 + 2 * 48 + 3 * 50 - 1), MEMORY, pairs))
                .isEqualTo(20);
    }

    @Test
    void aTextThatDoesNotFitIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> tokens(1039))
                .withMessageContaining("a single text of 10 tokens")
                .withMessageContaining("Raise the limit");
    }

    private int tokens(long limit) {
        return FittingPasses.tokens(CONFIG.withMemoryLimit(limit), MEMORY, examples);
    }

    /** The last target is not read. */
    private static MaskedExample text(int read, int targets) {
        return MaskedExample.of(new TokenizedText(new int[read + 1], read + 1 - targets), new ConditionalLikelihood());
    }
}
