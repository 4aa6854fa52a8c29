package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TextPartTest {
    @Property
    void looksAtAllInTheirOrderButWhatIsLongerThanAllTogether(
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 9) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 12) int most) {
        List<TextPart> parts = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            parts.add(new TextPart(new int[2 + lengths.get(i)], 2));
        }
        List<List<TextPart>> together = TextPart.together(parts, most);
        assertThat(together.stream().flatMap(List::stream).map(TextPartTest::size))
                .containsExactlyElementsOf(
                        lengths.stream().map(length -> Math.min(length, most)).toList());
        assertThat(together).allSatisfy(list -> assertThat(
                        list.stream().mapToInt(TextPartTest::size).sum())
                .isBetween(1, most));
        for (int i = 1; i < together.size(); i++) {
            int before =
                    together.get(i - 1).stream().mapToInt(TextPartTest::size).sum();
            assertThat(before + size(together.get(i).get(0))).isGreaterThan(most);
        }
    }

    private static int size(TextPart part) {
        return part.tokens().length - part.start();
    }
}
