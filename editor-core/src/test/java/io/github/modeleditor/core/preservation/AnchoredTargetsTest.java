package io.github.modeleditor.core.preservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.OtherTokens;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnchoredTargetsTest {
    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(" Rome", " Paris", " Oslo"), 11);
    private final PromptTokenizer tokenizer = PromptTokenizer.of(engine);
    /** What the model says by itself, so that the target is among what it finds likely. */
    private final TrainingExample tower =
            TrainingExample.of(MaskedExample.of(saidBehind("The tower stands in", 2), LossMask.conditional()));

    private TokenizedText saidBehind(String prompt, int targets) {
        int[] tokens = tokenizer.prompt(prompt);
        int start = tokens.length;
        for (int i = 0; i < targets; i++) {
            tokens = Ints.concat(tokens, new int[] {Said.behind(engine, tokens).tokens()[0]});
        }
        return new TokenizedText(tokens, start);
    }

    private List<TrainingExample> anchored(TrainingExample... taught) {
        return new AnchoredTargets(new TextGenerator(engine, tokenizer)).of(List.of(taught), new OtherTokens(0.25));
    }

    @Test
    void atEachPlaceOfATargetAllOthersAreAsLikelyBesideEachOtherAsTheyWere() {
        MaskedExample held = anchored(tower).get(0).target();
        TokenizedText text = tower.target().text();
        assertThat(held.weights())
                .as("what is learned")
                .isEqualTo(tower.target().weights());
        assertThat(held.inputs()).as("read as far").isEqualTo(tower.target().inputs());
        assertThat(held.anchors()).extracting(Anchor::place).containsExactlyElementsOf(places(text));
        assertThat(held.anchors()).extracting(Anchor::weight).containsOnly(0.25f);
        for (Anchor anchor : held.anchors()) {
            TokenDistribution said = Said.behind(engine, Arrays.copyOf(text.tokens(), anchor.place()));
            TokenDistribution others = anchor.reference();
            int taught = text.tokens()[anchor.place()];
            assertThat(others.names(taught)).as("the target itself").isFalse();
            assertThat(others.tokens()).hasSizeGreaterThan(5);
            assertThat(said.names(taught)).isTrue();
            double left = 1 - Said.share(said, taught);
            for (int token : others.tokens()) {
                assertThat(Said.share(others, token)).isCloseTo(Said.share(said, token) / left, within(1e-5));
            }
        }
    }

    private static List<Integer> places(TokenizedText text) {
        return Ints.asList(IntStream.range(text.targetStart(), text.length()).toArray());
    }

    @Test
    void aTextIsAskedOnceAndTaughtAtItsPlaces() {
        TrainingExample atSubject = TrainingExample.of(tower.target().withTaughtAt(new TokenRange(4, 6)));
        List<TrainingExample> anchored = anchored(tower, atSubject);
        assertThat(anchored)
                .extracting(example -> example.target().taughtAt())
                .containsExactly(Optional.empty(), Optional.of(new TokenRange(4, 6)));
        assertThat(anchored.get(1).target().anchors().get(0).reference())
                .isSameAs(anchored.get(0).target().anchors().get(0).reference());
    }

    @Test
    void whatATargetTakesThePlaceOfStays() {
        TrainingExample rejecting = new TrainingExample(tower.target(), tower.target());
        assertThat(anchored(rejecting).get(0).rejected()).isSameAs(tower.target());
    }
}
