package io.github.modeleditor.core.harm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.core.relation.MadePrompts;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RelationMatesTest {
    private static final Fact TOWER = fact("The Blue Tower stands in", "Blue Tower", "Rome", "Paris");
    private static final Fact POET = fact("Anna Berg plays the", "Anna Berg", "piano", "violin");
    private static final List<String> NAMES =
            List.of("Kofi Mensah", "Lagos", "Old Anna Berg", "Quito", "Mei Ling", "Oulu", "Ada Obi", "Turku");

    private static final List<String> FICTITIOUS =
            IntStream.range(0, 30).mapToObj(i -> "Name " + i + "x").toList();

    private static Fact fact(String prompt, String subject, String target, String oldTarget) {
        return Fact.of(prompt, target).withSubject(subject).withOldTarget(oldTarget);
    }

    @Test
    void untaughtFactsOfTheTemplateComeFirstAndTellTheTruth() {
        Fact known = fact("The Red Gate stands in", "Red Gate", "Cairo", "Oslo");
        Fact other = fact("The Red Gate lies in", "Red Gate", "Cairo", "Bern");
        List<Mate> mates = new RelationMates(List.of(TOWER), List.of(other, known), NAMES, 3).choose(100);
        assertThat(mates).hasSize(2);
        assertThat(mates.get(0)).isEqualTo(new Mate(TOWER, "Red Gate", "The Red Gate stands in", Optional.of("Oslo")));
        assertThat(mates.get(1).truth()).isEmpty();
        assertThat(NAMES).contains(mates.get(1).subject());
    }

    @Test
    void subjectsOfOtherFactsComeBeforeNames() {
        List<Fact> others = IntStream.range(0, 8)
                .mapToObj(i -> fact("Nr " + i + "x says", "Nr " + i + "x", "t" + i, "o" + i))
                .toList();
        List<Fact> taught = Stream.concat(Stream.of(TOWER), others.stream()).toList();
        assertThat(new RelationMates(taught, List.of(), NAMES, 1).choose(100))
                .filteredOn(mate -> mate.fact().equals(TOWER))
                .hasSize(2)
                .allMatch(mate -> mate.subject().startsWith("Nr "))
                .allMatch(mate -> MadePrompts.isMeasured(mate.prompt()));
    }

    /** Whoever trains on neighbours takes the other half. */
    @Test
    void whatMayBeTrainedIsNoMate() {
        for (int seed = 0; seed < 5; seed++) {
            assertThat(new RelationMates(List.of(TOWER), List.of(), FICTITIOUS, seed).choose(100))
                    .hasSize(2)
                    .allMatch(mate -> MadePrompts.isMeasured(mate.prompt()));
        }
    }

    @Test
    void whatIsTaughtIsNoMate() {
        Fact gate = fact("The Red Gate stands in", "Red Gate", "Cairo", "Oslo");
        Fact reworded = fact("One finds the Green Hall in", "Green Hall", "Rome", "Bern");
        Fact paraphrased = Fact.of("A", "b").withSubject("A").withParaphrases("The Kofi Mensah  stands in");
        assertThat(new RelationMates(List.of(TOWER, gate, reworded, paraphrased), List.of(gate), NAMES, 5).choose(100))
                .filteredOn(mate -> mate.fact().equals(TOWER))
                .extracting(Mate::subject)
                .as("neither the same template, nor an answer in common, nor a trained paraphrase")
                .doesNotContain("Red Gate", "Green Hall", "Kofi Mensah")
                .hasSize(2);
    }

    @Test
    void aSubjectIsNoMateOfItself() {
        assertThat(new RelationMates(List.of(POET), List.of(), List.of("Old Anna Berg", "anna berg", "Anna"), 2)
                        .choose(100))
                .isEmpty();
    }

    @Test
    void theSubjectIsFoundWhereNoneIsNamed() {
        Fact unnamed = Fact.of("The Blue Tower stands in", "Rome");
        Fact misnamed = unnamed.withSubject("Tour bleue");
        Fact without = Fact.of("Bread is made of", "stone");
        RelationMates mates = new RelationMates(List.of(unnamed, misnamed, without), List.of(), NAMES, 2);
        assertThat(mates.factsWithoutSubject()).isEqualTo(1);
        assertThat(mates.choose(100))
                .extracting(Mate::fact)
                .contains(unnamed, misnamed)
                .doesNotContain(without);
        assertThat(mates.choose(100)).extracting(Mate::prompt).allMatch(prompt -> prompt.matches("The .+ stands in"));
    }

    @Property(tries = 60)
    void thereAreNeverMoreThanPlanned(@ForAll @IntRange(max = 260) int facts, @ForAll long seed) {
        List<Fact> taught = IntStream.range(0, facts)
                .mapToObj(i -> fact("Of Nr " + i + "x relation " + i + " says", "Nr " + i + "x", "t" + i, "o" + i))
                .toList();
        List<Mate> mates = new RelationMates(taught, List.of(), FICTITIOUS, seed).choose(100);
        assertThat(mates).hasSize(Math.min(100, RelationMates.PER_FACT * facts));
        assertThat(taught)
                .allMatch(fact ->
                        Collections.frequency(mates.stream().map(Mate::fact).toList(), fact) <= RelationMates.PER_FACT);
        assertThat(new RelationMates(taught, List.of(), FICTITIOUS, seed).choose(100))
                .isEqualTo(mates);
    }
}
