package io.github.modeleditor.core.harm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
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

    private static final SetMultimap<String, String> NOTHING_LISTED = ImmutableSetMultimap.of();

    private static List<Mate> chosen(List<Fact> facts, List<Fact> untaught, List<String> written, long seed) {
        return new RelationMates(facts, untaught, 100, seed).choose(NOTHING_LISTED, written);
    }

    @Test
    void untaughtFactsOfTheTemplateComeFirstAndTellTheTruth() {
        Fact known = fact("The Red Gate stands in", "Red Gate", "Cairo", "Oslo");
        Fact other = fact("The Red Gate lies in", "Red Gate", "Cairo", "Bern");
        RelationMates choice = new RelationMates(List.of(TOWER), List.of(other, known), 100, 3);
        assertThat(choice.subjectsToList()).as("one mate is missing").containsExactly("Blue Tower");
        List<Mate> mates = choice.choose(likesOf("Blue Tower"), NAMES);
        assertThat(mates).hasSize(2);
        assertThat(mates.get(0)).isEqualTo(new Mate(TOWER, "Red Gate", "The Red Gate stands in", Optional.of("Oslo")));
        assertThat(mates.get(1).truth()).isEmpty();
        assertThat(FICTITIOUS).contains(mates.get(1).subject());
    }

    private static SetMultimap<String, String> likesOf(String subject) {
        SetMultimap<String, String> listed = LinkedHashMultimap.create();
        listed.putAll(subject, FICTITIOUS);
        return listed;
    }

    @Test
    void whereEnoughIsKnownTheModelListsNothing() {
        List<Fact> known = List.of(
                fact("The Red Gate stands in", "Red Gate", "Cairo", "Oslo"),
                fact("The Old Mill stands in", "Old Mill", "Cairo", "Bern"));
        assertThat(new RelationMates(List.of(TOWER, POET), known, 100, 1).subjectsToList())
                .containsExactly("Anna Berg");
    }

    @Test
    void whatIsListedForOthersComesBeforeWhatWasWritten() {
        assertThat(new RelationMates(List.of(TOWER, POET), List.of(), 100, 1).choose(likesOf("Anna Berg"), NAMES))
                .filteredOn(mate -> mate.fact().equals(TOWER))
                .hasSize(2)
                .allMatch(mate -> FICTITIOUS.contains(mate.subject()));
    }

    /** Whatever is asked about a subject of the edit may follow from what is taught about it. */
    @Test
    void subjectsOfTheEditComeLast() {
        List<Fact> others = IntStream.range(0, 8)
                .mapToObj(i -> fact("Nr " + i + "x says", "Nr " + i + "x", "t" + i, "o" + i))
                .toList();
        List<Fact> taught = Stream.concat(Stream.of(TOWER), others.stream()).toList();
        assertThat(chosen(
                        taught,
                        List.of(),
                        Stream.concat(NAMES.stream(), FICTITIOUS.stream()).toList(),
                        1))
                .filteredOn(mate -> mate.fact().equals(TOWER))
                .hasSize(2)
                .noneMatch(mate -> mate.subject().startsWith("Nr "));
        List<String> ofTheEdit =
                others.stream().map(other -> other.subject().orElseThrow()).toList();
        SetMultimap<String, String> listed = LinkedHashMultimap.create();
        listed.putAll("Blue Tower", ofTheEdit);
        List<Mate> mates = new RelationMates(taught, List.of(), 100, 1).choose(listed, List.of("Name 3x"));
        assertThat(mates)
                .filteredOn(mate -> mate.fact().equals(TOWER))
                .hasSize(2)
                .allMatch(mate -> MadePrompts.isMeasured(mate.prompt()))
                .extracting(Mate::subject)
                .first()
                .isEqualTo("Name 3x");
        assertThat(mates.get(1).subject()).as("when nothing else is left").startsWith("Nr ");
    }

    /** Whoever trains on neighbours takes the other half. */
    @Test
    void whatMayBeTrainedIsNoMate() {
        for (int seed = 0; seed < 5; seed++) {
            assertThat(chosen(List.of(TOWER), List.of(), FICTITIOUS, seed))
                    .hasSize(2)
                    .allMatch(mate -> MadePrompts.isMeasured(mate.prompt()));
        }
    }

    @Test
    void whatIsTaughtIsNoMate() {
        Fact gate = fact("The Red Gate stands in", "Red Gate", "Cairo", "Oslo");
        Fact reworded = fact("One finds the Green Hall in", "Green Hall", "Rome", "Bern");
        Fact paraphrased = Fact.of("A", "b").withSubject("A").withParaphrases("The Kofi Mensah  stands in");
        assertThat(chosen(List.of(TOWER, gate, reworded, paraphrased), List.of(gate), NAMES, 5))
                .filteredOn(mate -> mate.fact().equals(TOWER))
                .extracting(Mate::subject)
                .as("neither the same template, nor an answer in common, nor a trained paraphrase")
                .doesNotContain("Red Gate", "Green Hall", "Kofi Mensah")
                .hasSize(2);
    }

    @Test
    void aSubjectIsNoMateOfItself() {
        assertThat(chosen(List.of(POET), List.of(), List.of("Old Anna Berg", "anna berg", "Anna"), 2))
                .isEmpty();
    }

    @Test
    void theSubjectIsFoundWhereNoneIsNamed() {
        Fact unnamed = Fact.of("The Blue Tower stands in", "Rome");
        Fact misnamed = unnamed.withSubject("Tour bleue");
        Fact without = Fact.of("Bread is made of", "stone");
        RelationMates choice = new RelationMates(List.of(unnamed, misnamed, without), List.of(), 100, 2);
        assertThat(choice.factsWithoutSubject()).isEqualTo(1);
        assertThat(choice.choose(NOTHING_LISTED, NAMES))
                .extracting(Mate::fact)
                .contains(unnamed, misnamed)
                .doesNotContain(without);
        assertThat(choice.choose(NOTHING_LISTED, NAMES))
                .extracting(Mate::prompt)
                .allMatch(prompt -> prompt.matches("The .+ stands in"));
    }

    @Property(tries = 60)
    void thereAreNeverMoreThanPlanned(@ForAll @IntRange(max = 260) int facts, @ForAll long seed) {
        List<Fact> taught = IntStream.range(0, facts)
                .mapToObj(i -> fact("Of Nr " + i + "x relation " + i + " says", "Nr " + i + "x", "t" + i, "o" + i))
                .toList();
        List<Mate> mates = chosen(taught, List.of(), FICTITIOUS, seed);
        assertThat(mates).hasSize(Math.min(100, RelationMates.PER_FACT * facts));
        assertThat(taught)
                .allMatch(fact ->
                        Collections.frequency(mates.stream().map(Mate::fact).toList(), fact) <= RelationMates.PER_FACT);
        assertThat(chosen(taught, List.of(), FICTITIOUS, seed)).isEqualTo(mates);
    }
}
