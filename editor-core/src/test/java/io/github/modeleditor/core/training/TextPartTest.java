package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.core.engine.TokenBatch;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TextPartTest {
    /** Of few tokens, so that some are the same. */
    @Provide
    Arbitrary<List<TextPart>> parts() {
        Arbitrary<Integer> small = Arbitraries.integers().between(0, 2);
        Arbitrary<int[]> tokens = Arbitraries.integers()
                .between(0, 1)
                .array(int[].class)
                .ofMinSize(3)
                .ofMaxSize(6);
        return Combinators.combine(tokens, small)
                .as((text, start) -> new TextPart(text, start, 1))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    private static int looked(List<TextPart> parts) {
        return parts.stream().mapToInt(TextPart::size).sum();
    }

    private static int weight(TokenBatch batch) {
        int weight = 0;
        for (float ofTarget : batch.targetWeights()) {
            weight += (int) ofTarget;
        }
        return weight;
    }

    @Property
    void batchesCountEveryTokenThatIsLookedAtAsOftenAsItIsThere(
            @ForAll("parts") List<TextPart> parts, @ForAll @IntRange(min = 1, max = 20) int most) {
        List<TextPart> distinct = TextPart.distinct(parts);
        List<TokenBatch> batches = TextPart.batches(distinct, most);
        assertThat(batches.stream().mapToInt(TokenBatch::targets).sum()).isEqualTo(looked(distinct));
        assertThat(batches.stream().mapToInt(TextPartTest::weight).sum()).isEqualTo(looked(parts));
        assertThat(batches).allMatch(batch -> batch.rows() == 1 || batch.rows() * batch.columns() <= most);
    }

    @Property
    void distinctTextsDiffer(@ForAll("parts") List<TextPart> parts) {
        assertThat(TextPart.distinct(parts).stream().map(part -> part.start() + Arrays.toString(part.tokens())))
                .doesNotHaveDuplicates();
    }

    @Property
    void theFirstAreAsManyAsMayBeLookedAt(
            @ForAll("parts") List<TextPart> parts, @ForAll @IntRange(min = 1, max = 20) int most) {
        List<TextPart> first = TextPart.first(parts, most);
        assertThat(looked(first)).isBetween(1, most);
        assertThat(first.subList(1, first.size())).isEqualTo(parts.subList(1, first.size()));
        if (first.size() < parts.size()) {
            assertThat(looked(first) + parts.get(first.size()).size()).isGreaterThan(most);
        }
    }
}
