package io.github.modeleditor.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningTest {
    /** Else harm would be measured on what was trained. */
    @Test
    void standsInNoTextThatHarmIsMeasuredOn() {
        List<String> measured =
                GeneralText.all().stream().map(GeneralText::text).toList();
        assertThat(Opening.all()).hasSize(88).noneMatch(opening -> measured.stream()
                .anyMatch(text -> text.contains(opening.text())));
    }
}
