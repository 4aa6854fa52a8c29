package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StoredRandomTest {
    @Property(tries = 200)
    void givesWhatRandomGives(@ForAll long seed) {
        assertThat(numbers(StoredRandom.seeded(seed))).isEqualTo(numbers(new Random(seed)));
    }

    @Property(tries = 200)
    void goesOnWhereItStood(@ForAll long seed) {
        StoredRandom random = StoredRandom.seeded(seed);
        numbers(random);
        StoredRandom resumed = StoredRandom.at(random.state());
        assertThat(numbers(resumed)).isEqualTo(numbers(random));
    }

    /** What training draws, and more. */
    private static List<Object> numbers(Random random) {
        List<Object> numbers = new ArrayList<>();
        for (int bound = 1; bound < 40; bound++) {
            numbers.add(random.nextInt(bound));
        }
        numbers.add(random.nextLong());
        numbers.add(random.nextDouble());
        numbers.add(random.nextFloat());
        List<Integer> order = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7));
        Collections.shuffle(order, random);
        numbers.add(order);
        return numbers;
    }
}
