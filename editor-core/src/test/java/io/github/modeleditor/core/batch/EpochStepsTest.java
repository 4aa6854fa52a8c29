package io.github.modeleditor.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EpochStepsTest {
    @Property
    void everyItemOnceAndNoStepOrPassTooLarge(
            @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 60) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 300) int tokens,
            @ForAll long seed) {
        List<TrainingExample> items = Item.of(lengths);
        List<Step> steps = EpochSteps.of(items, rows, new Passes(tokens, false), new Random(seed));
        assertThat(steps.stream().flatMap(step -> step.examples().stream())).containsExactlyInAnyOrderElementsOf(items);
        assertThat(steps).hasSize((lengths.size() + rows - 1) / rows);
        assertThat(steps).allSatisfy(step -> {
            assertThat(step.size()).isBetween(1, rows);
            assertThat(step.passes()).allMatch(pass -> pass.size() == 1 || Item.padded(pass.examples()) <= tokens);
        });
    }

    @Example
    void oneSeedGivesOneOrderAndAnotherAnother() {
        List<TrainingExample> items = Item.of(Collections.nCopies(50, 7));
        assertThat(steps(items, 8, 1)).isEqualTo(steps(items, 8, 1)).isNotEqualTo(steps(items, 8, 2));
    }

    /** Random facts are short and prefixed prompts long: no step may see only one kind. */
    @Property(tries = 50)
    void everyStepSeesBothHalves(@ForAll long seed) {
        List<TrainingExample> items = Item.of(lengthsOfThePaper());
        List<Integer> lengths =
                items.stream().map(TrainingExample::length).sorted().toList();
        int median = lengths.get(lengths.size() / 2);
        assertThat(steps(items, 32, seed)).allSatisfy(step -> {
            List<Integer> seen =
                    step.examples().stream().map(TrainingExample::length).toList();
            assertThat(seen).filteredOn(length -> length <= median).hasSizeBetween(15, 32);
            assertThat(seen).filteredOn(length -> length >= median).hasSizeBetween(15, 32);
        });
    }

    @Example
    void shortAndLongTextsMeetInOtherCompanyEveryTime() {
        List<Integer> lengths = new ArrayList<>();
        for (int length = 1; length <= 64; length++) {
            lengths.add(length);
        }
        Random random = new Random(3);
        Set<Object> met = new HashSet<>();
        for (int epoch = 0; epoch < 4; epoch++) {
            EpochSteps.of(Item.of(lengths), 2, new Passes(1000, false), random).stream()
                    .map(step -> step.examples().stream()
                            .map(TrainingExample::length)
                            .sorted()
                            .toList())
                    .forEach(met::add);
        }
        assertThat(met).hasSizeGreaterThan(4 * 32 * 9 / 10);
    }

    @Example
    void padsLittleWhereLengthsAreThoseOfTheMixOfThePaper() {
        List<Integer> lengths = lengthsOfThePaper();
        List<Step> steps = steps(Item.of(lengths), 32, 5);
        int padded = steps.stream()
                .flatMap(step -> step.passes().stream())
                .mapToInt(pass -> Item.padded(pass.examples()))
                .sum();
        int tokens = lengths.stream().mapToInt(Integer::intValue).sum();
        assertThat((double) padded / tokens).isBetween(1.0, 1.05);
        assertThat(steps.stream().mapToInt(step -> step.passes().size()).sum()).isLessThanOrEqualTo(2 * steps.size());
    }

    /** A pass of its own would cost more than the padding it saves. */
    @Example
    void fewTextsArePaddedIntoOnePass() {
        assertThat(steps(Item.of(List.of(8, 10, 13)), 32, 1)).hasSize(1).allSatisfy(step -> assertThat(step.passes())
                .hasSize(1));
        assertThat(steps(Item.of(List.of(8, 10, 130)), 32, 1)).hasSize(1).allSatisfy(step -> assertThat(step.passes())
                .hasSize(2));
    }

    private static List<Step> steps(List<TrainingExample> items, int rows, long seed) {
        return EpochSteps.of(items, rows, new Passes(2048, false), new Random(seed));
    }

    private static List<Integer> lengthsOfThePaper() {
        Random random = new Random(5);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 2100; i++) {
            lengths.add((int) Math.max(6, Math.min(26, Math.round(14 + 4 * random.nextGaussian()))));
        }
        return lengths;
    }
}
