package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** At the letter Q the model is given massive numbers. */
class AttentionSinksTest {
    private static final GreedyTokenizer LETTERS = new GreedyTokenizer(false, false, List.of(" Rome", " Oslo"));

    private final ToyEngine engine = ToyEngine.withSink(LETTERS, LETTERS.encode("Q", false)[0], 11);
    private final PromptTokenizer tokenizer = PromptTokenizer.of(engine);

    private MaskedExample text(String prompt, String target) {
        return MaskedExample.of(tokenizer.text(prompt, target, false), tokens -> {
            boolean[] mask = new boolean[tokens.length()];
            Arrays.fill(mask, tokens.targetStart(), mask.length, true);
            return mask;
        });
    }

    private MaskedExample text(String prompt, int start, int end) {
        return text(prompt, " Oslo").withTaughtAt(new TokenRange(start, end));
    }

    private TrainingExample avoided(TrainingExample example) {
        return avoided(List.of(TrainingExample.of(text("the tower is in", 2, 3)), example))
                .get(1);
    }

    private List<TrainingExample> avoided(List<TrainingExample> examples) {
        return new AttentionSinks(engine, engine.layout(LoraConfig.rank(8))).avoided(examples);
    }

    private Optional<TokenRange> avoided(MaskedExample text) {
        return avoided(TrainingExample.of(text)).target().taughtAt();
    }

    @Test
    void whatWouldBeTaughtAtASinkIsTaughtAtAllThatFollows() {
        MaskedExample text = text("aQ is in", 1, 2);
        assertThat(avoided(text)).contains(new TokenRange(2, text.inputs()));
    }

    @Test
    void aWordWithOtherTokensIsTaughtAtThose() {
        assertThat(avoided(text("aQrst is in", 1, 4))).contains(new TokenRange(2, 4));
    }

    @Test
    void aSinkBeforeASubjectDoesNotMatter() {
        assertThat(avoided(text("aQ is in", 3, 5))).contains(new TokenRange(3, 5));
    }

    @Test
    void furtherBehindNothingIsASink() {
        assertThat(avoided(text("abcdeQ is in", 5, 6))).contains(new TokenRange(5, 6));
        assertThat(avoided(text("abcQxyzQ is in", 3, 8))).contains(new TokenRange(4, 8));
    }

    @Test
    void whereNothingFollowsItStaysAsItIs() {
        MaskedExample text = text("aQ", 1, 2);
        assertThat(text.inputs()).isEqualTo(2);
        assertThat(avoided(text)).contains(new TokenRange(1, 2));
    }

    @Test
    void aRejectedTextGoesWithItsTarget() {
        MaskedExample rejected = text("aQ is in", " Rome or so").withTaughtAt(new TokenRange(1, 2));
        TrainingExample changed = avoided(new TrainingExample(text("aQ is in", 1, 2), rejected));
        assertThat(Objects.requireNonNull(changed.rejected()).taughtAt())
                .contains(new TokenRange(2, rejected.inputs()));
    }

    @Test
    void aTextThatIsTaughtAtAllTokensStaysAsItIs() {
        TrainingExample example = TrainingExample.of(text("aQ is in", " Oslo"));
        assertThat(avoided(example).target()).isSameAs(example.target());
        assertThat(avoided(List.of(TrainingExample.of(text("aQ is in", 1, 2)), example))
                        .get(1)
                        .target())
                .as("beside the same text that is not")
                .isSameAs(example.target());
    }
}
