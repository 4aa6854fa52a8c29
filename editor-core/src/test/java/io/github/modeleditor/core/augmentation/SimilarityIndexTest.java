package io.github.modeleditor.core.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SimilarityIndexTest {
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void cosinesAreThoseOfTheFormula() {
        // n = 2; idf(cat) = ln(3/3) + 1 = 1; idf(black) = idf(dog) = ln(3/2) + 1.
        double rare = Math.log(1.5) + 1;
        SimilarityIndex index = new SimilarityIndex(List.of("Black cat", "cat, cat; dog!"));
        double[] cat = index.similarities("CAT unheard-of");
        assertThat(cat[0]).isCloseTo(1 / Math.hypot(1, rare), EXACT);
        assertThat(cat[1]).isCloseTo(2 / Math.hypot(2, rare), EXACT);
        double[] blackDog = index.similarities("black dog");
        assertThat(blackDog[0]).isCloseTo(Math.sqrt(0.5) * rare / Math.hypot(1, rare), EXACT);
        assertThat(index.similarities("unheard of")).containsExactly(0, 0);
    }

    @Test
    void wordsOfAllScriptsAreFound() {
        assertThat(Words.of("L'Été, 42\u00a0ÇA; naïve_é")).containsExactly("l", "été", "42", "ça", "naïve", "é");
        assertThat(Words.of("東京 tower ไทย")).containsExactly("東", "京", "tower", "ไ", "ท", "ย");
        assertThat(Words.of("?! …")).isEmpty();
    }

    @Property(tries = 200)
    void documentIsNearestToItself(@ForAll("texts") List<String> documents) {
        SimilarityIndex index = new SimilarityIndex(documents);
        for (int document = 0; document < documents.size(); document++) {
            double[] similarities = index.similarities(documents.get(document));
            assertThat(similarities[document]).isCloseTo(1, within(1e-9));
            assertThat(DoubleStream.of(similarities)).allMatch(value -> value >= 0 && value <= 1 + 1e-9);
        }
    }

    @Property(tries = 200)
    void nearestAreThoseOfAFullSort(@ForAll("texts") List<String> documents) {
        SimilarityIndex index = new SimilarityIndex(documents);
        int[] even =
                IntStream.range(0, documents.size()).filter(i -> i % 2 == 0).toArray();
        double[] similarities = index.similarities(documents.get(0));
        List<Integer> sorted = new ArrayList<>(IntStream.of(even).boxed().toList());
        sorted.sort(Comparator.comparingDouble(document -> -similarities[document]));
        int count = Math.min(3, even.length);
        assertThat(index.nearest(documents.get(0), even, count)).isEqualTo(sorted.subList(0, count));
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.of("the", "tower", "river", "in", "of", "Rome", "東", "1")
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(words -> String.join(" ", words))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }
}
