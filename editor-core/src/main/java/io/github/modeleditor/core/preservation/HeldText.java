package io.github.modeleditor.core.preservation;

import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A text that the unedited model wrote, and how it distributed its tokens.
 *
 * @param text its tokens; what the model was given lies before the target
 * @param said the distribution at each place of the target
 * @param ceiling of a token that is not to become likelier at the first of them
 */
record HeldText(TokenizedText text, List<TokenDistribution> said, Optional<Ceiling> ceiling) {
    HeldText {
        said = List.copyOf(said);
    }

    /**
     * The text as one to train on, with nothing to learn.
     *
     * @param weight what a nat of divergence at one token counts
     * @return an example of its own
     */
    TrainingExample example(double weight) {
        List<Anchor> anchors = IntStream.range(0, said.size())
                .mapToObj(i -> new Anchor(
                        text.targetStart() + i, said.get(i), (float) weight, i == 0 ? ceiling : Optional.empty()))
                .toList();
        return TrainingExample.of(new MaskedExample(text, new float[text.length()], anchors));
    }
}
