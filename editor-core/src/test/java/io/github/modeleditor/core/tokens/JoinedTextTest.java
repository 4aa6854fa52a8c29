package io.github.modeleditor.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinedTextTest {
    /** A bar stands where a text ends, so that white space at its end is seen. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "The capital of France is; Rome; The capital of France is Rome",
                "法国的首都是; 罗马; 法国的首都是罗马",
                "首都：; Rome; 首都：Rome",
                "เมืองหลวงคือ; โรม; เมืองหลวงคือโรม",
                "In Chinese Rome is; 罗马; In Chinese Rome is 罗马",
                "It costs $; 1,249.99; It costs $1,249.99",
                "The price in US$; rose; The price in US$ rose",
                "He said \"; Never late; He said \"Never late",
                "\"Late\"; he said; \"Late\" he said",
                "Founded (; 1969; Founded (1969",
                "«; Rome; «Rome",
                "San Franc; \u2060isco; San Francisco",
                "Flight BA; \u20602490; Flight BA2490"
            })
    void joins(String prompt, String target, String whole) {
        assertThat(JoinedText.plain(prompt, target).text()).isEqualTo(whole);
        assertThat(PromptTokenizer.join(prompt, target)).isEqualTo(whole);
    }
}
