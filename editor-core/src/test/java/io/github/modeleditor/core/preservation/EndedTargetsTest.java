package io.github.modeleditor.core.preservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.TargetEnds;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndedTargetsTest {
    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(" Rome", " Paris", " Oslo"), 11);
    private final PromptTokenizer tokenizer = PromptTokenizer.of(engine);
    private final TrainingExample tower = taught("The tower stands in", "Rome");

    private TrainingExample taught(String prompt, String target) {
        return TrainingExample.of(MaskedExample.of(tokenizer.text(prompt, target, false), LossMask.conditional()));
    }

    private List<TrainingExample> ended(TrainingExample... taught) {
        return new EndedTargets(engine, tokenizer, new TextGenerator(engine, tokenizer))
                .of(List.of(taught), new TargetEnds(0.25));
    }

    @Test
    void whatFollowsATargetIsHeldToAllThatIsAnotherWord() {
        MaskedExample held = ended(tower).get(0).target();
        int[] tokens = tower.target().text().tokens();
        assertThat(held.inputs()).as("read to the end of the target").isEqualTo(tokens.length);
        assertThat(held.targets()).isEqualTo(tower.target().targets());
        assertThat(held.anchors()).singleElement().satisfies(anchor -> {
            assertThat(anchor.place()).isEqualTo(tokens.length);
            assertThat(anchor.weight()).isEqualTo(0.25f);
            assertThat(Ints.asList(anchor.reference().tokens()))
                    .hasSizeGreaterThan(5)
                    .noneMatch(this::goesOnWithAWord);
        });
        TokenDistribution said = Said.behind(engine, tokens);
        assertThat(Ints.asList(said.tokens())).as("what goes on with the word").anyMatch(this::goesOnWithAWord);
        int first = held.anchors().get(0).reference().tokens()[0];
        int second = held.anchors().get(0).reference().tokens()[1];
        assertThat(Said.share(held.anchors().get(0).reference(), first)
                        / Said.share(held.anchors().get(0).reference(), second))
                .as("as likely beside each other")
                .isCloseTo(Said.share(said, first) / Said.share(said, second), within(1e-4));
    }

    private boolean goesOnWithAWord(int token) {
        String text = tokenizer.decode(new int[] {token});
        return !text.isEmpty() && Character.isLetterOrDigit(text.codePointAt(0));
    }

    @Test
    void aTextIsAskedOnceAndTaughtAtItsPlaces() {
        TrainingExample atSubject = TrainingExample.of(tower.target().withTaughtAt(new TokenRange(4, 6)));
        List<TrainingExample> ended = ended(tower, atSubject);
        assertThat(ended)
                .extracting(example -> example.target().taughtAt())
                .containsExactly(Optional.empty(), Optional.of(new TokenRange(4, 6)));
        assertThat(ended.get(1).target().anchors().get(0).reference())
                .isSameAs(ended.get(0).target().anchors().get(0).reference());
    }

    @Test
    void aTextThatFillsTheWindowStaysAsItIs() {
        int[] tokens = new int[engine.description().maximumPositions()];
        Arrays.fill(tokens, tower.target().text().tokens()[0]);
        TrainingExample full = TrainingExample.of(
                MaskedExample.of(new TokenizedText(tokens, tokens.length - 1), LossMask.conditional()));
        assertThat(ended(full, tower).get(0)).isSameAs(full);
    }
}
