package io.github.modeleditor.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidFactException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    The tower stands in       | tower | the  tower Stands in :   | tower     | Oslo   | true
                    The tower stands in       | tower | Tower stands in          |           | Oslo   | true
                    One finds the tower in    | tower | One finds tower in       | the tower | Oslo   | true
                    The tower stands in       | tower | The tower stands in      | tower     | rome.  | false
                    The tower stands in       | tower | The bridge stands in     | bridge    | Oslo   | false
                    The tower stands in       | tower | The tower was built by   | tower     | Oslo   | false
                    """)
    void findsWhatIsAboutTheSame(
            String prompt,
            String subject,
            String other,
            @Nullable String otherSubject,
            String target,
            boolean contradicts) {
        Conflicts<String> known = new Conflicts<>();
        known.add(Fact.of(prompt, "Rome").withSubject(subject), "known");
        Fact asked = Fact.of(other, target);
        assertThat(known.contradicting(otherSubject == null ? asked : asked.withSubject(otherSubject)))
                .hasSize(contradicts ? 1 : 0);
    }

    @Test
    void paraphrasesCountAsPrompts() {
        Conflicts<String> known = new Conflicts<>();
        known.add(Fact.of("The tower stands in", "Rome").withParaphrases("Where is the tower?"), "known");
        assertThat(known.contradicting(Fact.of("Where is the tower", "Oslo"))).hasSize(1);
        assertThat(known.with(Fact.of("Where is the tower", "Rome"))).hasSize(1);
        assertThat(known.contradicting(Fact.of("Where is the tower", "Rome"))).isEmpty();
    }

    @Test
    void ofContradictionsTheLastIsKept() {
        Fact rome = Fact.of("The tower stands in", "Rome");
        Fact oslo = Fact.of("The tower stands in", "Oslo");
        Fact bread = Fact.of("Bread is made of", "flour");
        assertThat(Conflicts.latest(List.of(rome, bread, oslo))).containsExactly(bread, oslo);
        assertThatExceptionOfType(InvalidFactException.class)
                .isThrownBy(() -> Conflicts.requireConsistent(List.of(rome, bread, oslo)))
                .withMessageContaining("fact 1")
                .withMessageContaining("Oslo");
        assertThatCode(() -> Conflicts.requireConsistent(List.of(rome, bread, rome)))
                .doesNotThrowAnyException();
    }

    @Test
    void findsTheOnesAmongTenThousand() {
        Conflicts<Integer> known = new Conflicts<>();
        List<Fact> facts = IntStream.range(0, 10_000)
                .mapToObj(i -> Fact.of("The number of house " + i + " is", Integer.toString(i))
                        .withSubject("house " + i))
                .toList();
        for (int i = 0; i < facts.size(); i++) {
            known.add(facts.get(i), i);
        }
        Stream<Fact> changed =
                facts.stream().map(fact -> fact.prompt().contains("99 ") ? Fact.of(fact.prompt(), "another") : fact);
        assertThat(changed.flatMap(fact -> known.contradicting(fact).stream()).map(Conflicts.Match::found))
                .hasSize(100)
                .allMatch(number -> number % 100 == 99);
    }
}
