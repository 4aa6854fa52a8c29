package io.github.modeleditor.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PassesTest {
    @Property
    void everyTextOnceAndNoPassTooLarge(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 60) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 300) int tokens,
            @ForAll boolean packed) {
        List<TrainingExample> items = Item.of(lengths);
        Passes cut = new Passes(tokens, packed);
        List<Pass> passes = cut.of(items).passes();
        assertThat(passes.stream().flatMap(pass -> pass.examples().stream()))
                .containsExactlyInAnyOrderElementsOf(items);
        assertThat(passes).allMatch(pass -> pass.size() == 1 || cut.tokensOf(pass) <= tokens);
    }

    @Property
    void packedPassesDifferByATextAtMost(
            @ForAll @Size(min = 8, max = 60) List<@IntRange(min = 1, max = 60) Integer> lengths,
            @ForAll @IntRange(min = 60, max = 200) int limit) {
        Passes cut = new Passes(limit, true);
        List<Integer> tokens = cut.of(Item.of(lengths)).passes().stream()
                .map(pass -> cut.tokensOf(pass))
                .sorted()
                .toList();
        int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(tokens.get(tokens.size() - 1) - tokens.get(0)).isLessThanOrEqualTo(longest);
    }

    @Property
    void thereArePassesForAsManyAsComputeAtOnce(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 60) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 300) int tokens,
            @ForAll @IntRange(min = 2, max = 5) int concurrent,
            @ForAll boolean packed) {
        List<TrainingExample> items = Item.of(lengths);
        Passes cut = new Passes(tokens, packed, concurrent);
        List<Pass> passes = cut.of(items).passes();
        assertThat(passes.stream().flatMap(pass -> pass.examples().stream()))
                .containsExactlyInAnyOrderElementsOf(items);
        assertThat(passes).allMatch(pass -> pass.size() == 1 || cut.tokensOf(pass) <= tokens);
        assertThat(passes).hasSizeGreaterThanOrEqualTo(Math.min(concurrent, items.size()));
    }

    @Example
    void packedTextsGoThroughOnePassWhereTheyFit() {
        assertThat(new Passes(100, true).of(Item.of(List.of(5, 60, 35))).passes())
                .hasSize(1);
        assertThat(new Passes(99, true).of(Item.of(List.of(5, 60, 35))).passes())
                .hasSize(2);
    }

    @Example
    void countsPaddingOnlyWhereThereIsSome() {
        Pass pass = new Pass(Item.of(List.of(3, 5)));
        assertThat(new Passes(100, true).tokensOf(pass)).isEqualTo(8);
        assertThat(new Passes(100, false).tokensOf(pass)).isEqualTo(10);
    }

    @Example
    void refusesPassesThatHoldNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Passes(0, true));
    }
}
