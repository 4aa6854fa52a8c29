package io.github.modeleditor.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScoringPassTest {
    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(), 3);

    @Test
    void scoresEachTextAsIfItWereAlone() {
        List<TokenizedText> texts = List.of(
                new TokenizedText(new int[] {0, 40, 41, 42, 43}, 3),
                new TokenizedText(new int[] {0, 50}, 1),
                new TokenizedText(new int[] {0, 60, 61}, 1));
        TextScores scores = new ScoringPass(engine, new BatchLimits(2, 100)).score(texts, null, scored -> {});
        assertScoredAsIfAlone(texts, scores);
    }

    private void assertScoredAsIfAlone(List<TokenizedText> texts, TextScores scores) {
        for (TokenizedText text : texts) {
            TokenScores alone = engine.score(alone(text), null);
            TextScore score = scores.of(text);
            double sum = 0;
            for (float logProbability : alone.logProbabilities()) {
                sum += logProbability;
            }
            assertThat(score.negativeLogLikelihood()).isCloseTo(-sum / alone.logProbabilities().length, within(1e-6));
            assertThat(score.predicted()).isEqualTo(alone.predicted());
        }
    }

    /** On a device with memory for a batch of one text, and on one with memory for none. */
    @Test
    void halvesABatchThatDoesNotFit() {
        List<TokenizedText> texts = new ArrayList<>();
        for (int token = 40; token < 49; token++) {
            texts.add(new TokenizedText(new int[] {0, token, 41, 42}, 2));
        }
        TextScores scores = new ScoringPass(limited(3), new BatchLimits(16, 100)).score(texts, null, scored -> {});
        TextScores expected = new ScoringPass(engine, new BatchLimits(16, 100)).score(texts, null, scored -> {});
        for (TokenizedText text : texts) {
            assertThat(scores.of(text)).usingRecursiveComparison().isEqualTo(expected.of(text));
        }
        ScoringPass none = new ScoringPass(limited(2), new BatchLimits(16, 100));
        assertThatExceptionOfType(DeviceMemoryException.class).isThrownBy(() -> none.score(texts, null, scored -> {}));
    }

    /** The engine, with memory for so many tokens at once. */
    private Engine limited(int tokens) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    TokenBatch batch = (TokenBatch) arguments[0];
                    if (batch.inputIds().length > tokens) {
                        throw new DeviceMemoryException("no room", null);
                    }
                    return method.invoke(engine, arguments);
                });
    }

    private static TokenBatch alone(TokenizedText text) {
        return TokenBatch.targets(List.of(text.tokens()), new int[] {text.targetStart()}, 0);
    }

    @Test
    void asksEachDistinctTextOnceAndKnowsNoOther() {
        TokenizedText text = new TokenizedText(new int[] {0, 40, 41}, 2);
        TokenizedText other = new TokenizedText(new int[] {0, 50, 42}, 2);
        List<Integer> progress = new ArrayList<>();
        TextScores scores =
                new ScoringPass(engine, new BatchLimits(1, 100)).score(List.of(text, other, text), null, progress::add);
        assertThat(progress).containsExactly(1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> scores.of(new TokenizedText(new int[] {0, 40, 41}, 1)));
    }

    @Property(tries = 300)
    void textsThatBeginAlikeAreReadOnceAndScoredAsIfAlone(
            @ForAll @Size(min = 1, max = 12)
                    List<@Size(min = 2, max = 5) List<@IntRange(min = 40, max = 41) Integer>> tokens,
            @ForAll @IntRange(min = 1, max = 4) int rows) {
        List<TokenizedText> texts = tokens.stream()
                .map(Ints::toArray)
                .map(text -> new TokenizedText(text, 1 + text[0] % (text.length - 1)))
                .toList();
        List<TokenBatch> asked = new ArrayList<>();
        TextScores scores =
                new ScoringPass(watched(asked), new BatchLimits(rows, 100)).score(texts, null, scored -> {});
        List<List<Integer>> read = tokens.stream()
                .map(text -> text.subList(0, text.size() - 1))
                .distinct()
                .toList();
        long longest = read.stream()
                .filter(text -> read.stream()
                        .noneMatch(other -> other.size() > text.size()
                                && other.subList(0, text.size()).equals(text)))
                .count();
        assertThat(asked.stream().mapToInt(TokenBatch::rows).sum()).isEqualTo((int) longest);
        assertThat(asked)
                .allSatisfy(batch -> assertThat(batch.targetPositions()).isSorted());
        assertScoredAsIfAlone(texts, scores);
    }

    /** The engine, and what it is asked. */
    private Engine watched(List<TokenBatch> asked) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    asked.add((TokenBatch) arguments[0]);
                    return method.invoke(engine, arguments);
                });
    }

    @Test
    void sharesAreOfTargetTokens() {
        TextScore score = new TextScore(1, new int[] {4, 5, 6, 7}, new int[] {4, 5, 0, 7});
        assertThat(score.predictedShare()).isEqualTo(0.75);
        assertThat(score.isGreedy()).isFalse();
        assertThat(score.agreementWith(new TextScore(2, new int[] {4, 5, 6, 7}, new int[] {0, 5, 0, 7})))
                .isEqualTo(0.75);
        assertThat(new TextScore(1, new int[] {4}, new int[] {4}).isGreedy()).isTrue();
    }
}
