package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedMatchTest {
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
                " C++17|C++|true"
            })
    void isExactOrAPrefixThatEndsWithAWord(String completion, String target, boolean hit) {
        assertThat(GeneratedMatch.matches(completion, target)).isEqualTo(hit);
    }
}
