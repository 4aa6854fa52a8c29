package io.github.modeleditor.core.relation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListedNamesTest {
    @Test
    void namesStandInTheLinesOfAList() {
        assertThat(ListedNames.names(
                        """
                        2. Saturday Night Live
                        3. Monday Night Videos (a show)
                        4. Tuesday Night Parties - since 1983
                        5. "Sunday"
                        7. 1984-09-10
                        8. the news of the week
                        9. Jean-Luc's Hour: a talk
                        10. One Two Three Four Five Six Seven Eight Nine
                        11. Cut of""",
                        "Friday Night Videos"))
                .containsExactly(
                        "Saturday Night Live", "Monday Night Videos", "Tuesday Night Parties", "Jean-Luc's Hour");
    }

    @Test
    void aListEndsWhereProseBegins() {
        assertThat(ListedNames.names("2. Tuesday Night Live\n\nThe user asks:\n3. Whatever It Was\n4.", "Friday Night"))
                .containsExactly("Tuesday Night Live");
        assertThat(ListedNames.names("2. and so on", "Friday Night")).isEmpty();
    }

    @Test
    void aSmallSubjectHasSmallLikes() {
        assertThat(ListedNames.names("2. plugin loader\n3. The Manual\n4. x", "scheduler"))
                .containsExactly("plugin loader");
    }

    @Test
    void listsTakeTurns() {
        assertThat(ListedNames.inTurns(List.of(List.of("a", "b", "c"), List.of(), List.of("d"), List.of("e", "f"))))
                .containsExactly("a", "d", "e", "b", "f", "c");
        assertThat(ListedNames.inTurns(List.of())).isEmpty();
    }

    @Test
    void aSubjectThatTheModelDoesNotTakeHasNone() {
        ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(" Rome"), 11);
        PromptTokenizer tokenizer = PromptTokenizer.of(engine);
        String tooLong = "x".repeat(engine.description().maximumPositions());
        assertThat(new ListedNames(tokenizer, new TextGenerator(engine, tokenizer), new WrittenTexts(), 1)
                        .of(Set.of(tooLong))
                        .keySet())
                .isEmpty();
    }
}
