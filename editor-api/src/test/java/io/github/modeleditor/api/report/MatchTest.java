package io.github.modeleditor.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                " Rome|Rome|true",
                " Rome, the capital|Rome|true",
                "rome.|Rome|true",
                "  New   York City|New York|true",
                " Romeo|Rome|false",
                " Ro|Rome|false",
                " in Rome|Rome|false",
                "''|Rome|false",
                " 7.5|7|true",
                " C++17|C++|true",
                "isco, which|\u2060isco|true",
                "iscos|\u2060isco|false"
            })
    void isExactOrAPrefixThatEndsWithAWord(String completion, String target, boolean hit) {
        assertThat(Match.matches(completion, target)).isEqualTo(hit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|Rome|false",
                " |Rome|false",
                " Ro|Rome|false",
                " Rome|Rome|false",
                " Rome |Rome|true",
                " Romeo|Rome|true",
                " Rome,|Rome|true",
                " Ri|Rome|true",
                " New |New York|false",
                " New  Y|New York|false",
                " Newark|New York|true",
                " C++|C++|true",
                " M\uFFFD|M\u00fcnchen|false",
                " M\u00fc|M\u00fcnchen|false",
                " Mu|M\u00fcnchen|true"
            })
    void knowsWhenNothingCanChangeTheVerdict(String begun, String target, boolean decided) {
        assertThat(Match.isDecided(begun, target)).isEqualTo(decided);
    }

    @Property
    void aDecisionStands(@ForAll("words") String begun, @ForAll("words") String more, @ForAll("words") String target) {
        Assume.that(!target.isBlank() && Match.isDecided(begun, target));
        assertThat(Match.matches(begun + more, target)).isEqualTo(Match.matches(begun, target));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of("a", "b", " ", ".", "ab", "A").list().ofMaxSize(4).map(parts -> String.join("", parts));
    }

    @Test
    void answersAreTheSameWhateverTheirCaseAndWhiteSpace() {
        assertThat(Match.same(" New  York\n", "new york")).isTrue();
        assertThat(Match.same("New York", "New York City")).isFalse();
        assertThat(Match.same("", " ")).isTrue();
    }
}
