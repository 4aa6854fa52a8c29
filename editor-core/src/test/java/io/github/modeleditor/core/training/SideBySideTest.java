package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.TokenizedText;
import io.github.modeleditor.api.TrainingConfig;
import io.github.modeleditor.core.example.ConditionalLikelihood;
import io.github.modeleditor.core.example.MaskedExample;
import io.github.modeleditor.core.example.TrainingExample;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SideBySideTest {
    @ParameterizedTest
    @CsvSource({
        // texts, tokens of each, tokens per batch, cores, passes at once
        "1, 14, 2048, 2, 1", "10, 14, 2048, 2, 1", "20, 14, 2048, 2, 2", "2000, 14, 2048, 2, 2",
        "2000, 14, 2048, 64, 3", "2000, 14, 2048, 1, 1", "100, 900, 2048, 2, 2", "100, 1100, 2048, 2, 1"
    })
    void isWorthItWhereStepsAreLargeAndTextsFit(int texts, int length, int tokens, int cores, int expected) {
        TokenizedText text = new TokenizedText(new int[length], length - 1);
        TrainingExample example = new TrainingExample(MaskedExample.of(text, new ConditionalLikelihood()), null);
        List<TrainingExample> examples = Collections.nCopies(texts, example);
        assertThat(SideBySide.passes(examples, TrainingConfig.defaults().withTokensPerBatch(tokens), cores))
                .isEqualTo(expected);
    }
}
