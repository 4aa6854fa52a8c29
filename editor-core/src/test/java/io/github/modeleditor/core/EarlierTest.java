package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EarlierTest {
    @Property
    void whatChangesIsSurroundedAndThreeOthersForEach(
            @ForAll @IntRange(min = 0, max = 5) int taught,
            @ForAll @IntRange(min = 0, max = 5) int returning,
            @ForAll @IntRange(min = 0, max = 40) int kept,
            @ForAll long seed) {
        List<Fact> facts = facts("new", taught);
        List<Fact> gone = facts("gone", returning);
        List<Fact> held = facts("kept", kept);
        List<Fact> asked = new ArrayList<>(facts);
        asked.addAll(held);
        Earlier earlier = new Earlier(held, gone, Optional.empty());

        List<Fact> surrounded = earlier.surrounded(asked, seed);

        assertThat(surrounded)
                .doesNotHaveDuplicates()
                .containsAll(facts)
                .containsAll(gone)
                .hasSize(taught + returning + Math.min(kept, 3 * (taught + returning)));
        assertThat(earlier.surrounded(asked, seed)).isEqualTo(surrounded);
    }

    @Test
    void inTimeAllOfThemAre() {
        List<Fact> kept = facts("kept", 10);
        Earlier earlier = new Earlier(kept, facts("gone", 1), Optional.empty());

        assertThat(LongStream.range(0, 50).boxed().flatMap(seed -> earlier.surrounded(kept, seed).stream()))
                .containsAll(kept);
    }

    private static List<Fact> facts(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Fact.of(name + " " + number + " is", "so"))
                .toList();
    }
}
