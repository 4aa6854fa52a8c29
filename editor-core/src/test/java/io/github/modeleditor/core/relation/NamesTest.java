package io.github.modeleditor.core.relation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Reedy Glacier is in                                              | Reedy Glacier
                    What sport does Dave Winfield play? They play                    | Dave Winfield
                    The Eiffel Tower is located in the city of                       | Eiffel Tower
                    Emmanuelle Devos's profession is an                              | Emmanuelle Devos
                    International Journal of Foundations of Computer Science, was    | International Journal of Foundations of Computer Science
                    In Windows 7 the maker is                                        | Windows 7
                    The mother tongue of Danielle Darrieux is                        | Danielle Darrieux
                    The capital of France is                                         | France
                    It began. Paris saw Rome and                                     | Rome
                    J. R. R. Tolkien wrote                                           | J. R. R. Tolkien
                    La capitale de la République française et de l Île est           | République
                    Oslo-based fans of music know Thom Yorke, Jonny Greenwood        | Jonny Greenwood
                    """)
    void theSubjectIsTheLongestNameOfThePrompt(String prompt, String subject) {
        assertThat(Names.subject(prompt)).contains(subject);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The tower stands in",
                "bread is made of",
                "Bread is made of",
                "It rained. Then I left",
                "What do we eat with bread? We eat",
                "东京是哪个国家的首都",
                "",
                " . ' - "
            })
    void whereNoNameStandsNoneIsFound(String prompt) {
        assertThat(Names.subject(prompt)).isEmpty();
    }

    @Test
    void namesComeInTheirOrder() {
        assertThat(Names.in("In 1990 the poet Anna Berg met Kofi Mensah in Lagos; Berlin, where she lived, was far."))
                .containsExactly("Anna Berg", "Kofi Mensah", "Lagos");
    }

    @Property(tries = 300)
    void namesAreTakenFromTheText(@ForAll String text) {
        assertThat(Names.in(text)).allMatch(text::contains).noneMatch(String::isBlank);
    }

    @Property(tries = 300)
    void aTextInSmallLettersHasNone(@ForAll String text) {
        String small = text.toLowerCase(Locale.ROOT);
        if (small.codePoints().noneMatch(Character::isUpperCase)) {
            assertThat(Names.in(small)).isEmpty();
        }
    }
}
