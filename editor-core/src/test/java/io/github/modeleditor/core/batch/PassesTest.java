package io.github.modeleditor.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
            @ForAll @IntRange(min = 1, max = 5) int sideBySide,
            @ForAll boolean packed) {
        List<Item> items = Item.of(lengths);
        Passes cut = new Passes(tokens, sideBySide, packed);
        List<List<Item>> passes = cut.of(items, Item::length);
        assertThat(passes.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(items);
        assertThat(passes).allMatch(pass -> pass.size() == 1 || cut.tokensOf(pass, Item::length) <= tokens);
    }

    /** The passes of a round wait for the largest of them. */
    @Property
    void packedPassesDifferByATextAtMost(
            @ForAll @Size(min = 8, max = 60) List<@IntRange(min = 1, max = 60) Integer> lengths,
            @ForAll @IntRange(min = 2, max = 5) int sideBySide) {
        Passes cut = new Passes(10_000, sideBySide, true);
        List<Integer> tokens = cut.of(Item.of(lengths), Item::length).stream()
                .map(pass -> cut.tokensOf(pass, Item::length))
                .sorted()
                .toList();
        int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(tokens).hasSize(sideBySide);
        assertThat(tokens.get(sideBySide - 1) - tokens.get(0)).isLessThanOrEqualTo(longest);
    }

    /** No cut of sorted texts into two runs has a smaller largest run. */
    @Property
    void theLargerOfTwoPaddedPassesIsAsSmallAsCanBe(
            @ForAll @Size(min = 2, max = 40) List<@IntRange(min = 1, max = 60) Integer> lengths) {
        Passes cut = new Passes(10_000, 2, false);
        int largest = cut.of(Item.of(lengths), Item::length).stream()
                .mapToInt(Item::padded)
                .max()
                .orElseThrow();
        List<Item> sorted = Item.of(lengths.stream().sorted().toList());
        for (int split = 1; split < sorted.size(); split++) {
            int shorter = Item.padded(sorted.subList(0, split));
            int longer = Item.padded(sorted.subList(split, sorted.size()));
            assertThat(largest).isLessThanOrEqualTo(Math.max(shorter, longer));
        }
    }

    @Example
    void countsPaddingOnlyWhereThereIsSome() {
        List<Item> pass = Item.of(List.of(3, 5));
        assertThat(new Passes(100, 1, true).tokensOf(pass, Item::length)).isEqualTo(8);
        assertThat(new Passes(100, 1, false).tokensOf(pass, Item::length)).isEqualTo(10);
    }

    @Example
    void refusesPassesThatHoldNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Passes(0, 1, true));
        assertThatIllegalArgumentException().isThrownBy(() -> new Passes(1, 0, true));
    }
}
