package io.github.modeleditor.core.augmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The TF-IDF cosine between a query and each of many documents, by an inverted index.
 *
 * <p>With {@code n} documents, of which {@code df(w)} have the word {@code w}, and {@code tf(w, d)} times {@code w} in
 * {@code d}:
 *
 * <pre>
 * idf(w)    = ln((1 + n) / (1 + df(w))) + 1
 * v(d)_w    = tf(w, d) idf(w) / || tf(., d) idf ||_2
 * sim(q, d) = sum over w of v(q)_w v(d)_w
 * </pre>
 *
 * <p>as scikit-learn's {@code TfidfVectorizer} does by default, fitted on the documents; words of a query that no document
 * has are left out. Unlike there, words of one character count. Immutable and thread-safe.
 */
final class SimilarityIndex {
    private final int size;
    private final Map<String, Postings> postings = new HashMap<>();

    SimilarityIndex(List<String> documents) {
        size = documents.size();
        List<SortedMap<String, Integer>> counts =
                documents.stream().map(SimilarityIndex::count).toList();
        Map<String, Integer> frequencies = new HashMap<>();
        counts.forEach(words -> words.keySet().forEach(word -> frequencies.merge(word, 1, Integer::sum)));
        frequencies.forEach((word, frequency) -> postings.put(word, new Postings(size, frequency)));
        for (int document = 0; document < size; document++) {
            for (Map.Entry<Postings, Double> element : vector(counts.get(document))) {
                element.getKey().add(document, element.getValue());
            }
        }
    }

    /** The similarity of each document, in their order; 0 to 1. */
    double[] similarities(String query) {
        double[] similarities = new double[size];
        for (Map.Entry<Postings, Double> element : vector(count(query))) {
            element.getKey().addTo(similarities, element.getValue());
        }
        return similarities;
    }

    /**
     * The nearest of some documents.
     *
     * @param query what to be near to
     * @param among the places of the documents to choose from, ascending
     * @param count how many at most
     * @return their places, the nearest first; of equally near ones the lower
     */
    List<Integer> nearest(String query, int[] among, int count) {
        double[] similarities = similarities(query);
        Comparator<Integer> nearestFirst = Comparator.<Integer>comparingDouble(place -> -similarities[place])
                .thenComparing(Comparator.naturalOrder());
        PriorityQueue<Integer> farthestOnTop = new PriorityQueue<>(nearestFirst.reversed());
        for (int place : among) {
            Integer farthest = farthestOnTop.peek();
            if (farthestOnTop.size() < count) {
                farthestOnTop.add(place);
            } else if (farthest != null && similarities[place] > similarities[farthest]) {
                farthestOnTop.remove();
                farthestOnTop.add(place);
            }
        }
        return farthestOnTop.stream().sorted(nearestFirst).toList();
    }

    /** Its elements in the order of the words, so that equal bags of words give equal sums to the last bit. */
    private List<Map.Entry<Postings, Double>> vector(SortedMap<String, Integer> counts) {
        List<Map.Entry<Postings, Double>> elements = new ArrayList<>();
        double squares = 0;
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            Postings list = postings.get(count.getKey());
            if (list != null) {
                double element = count.getValue() * list.inverseFrequency;
                elements.add(Map.entry(list, element));
                squares += element * element;
            }
        }
        double norm = Math.sqrt(squares);
        elements.replaceAll(element -> Map.entry(element.getKey(), element.getValue() / norm));
        return elements;
    }

    private static SortedMap<String, Integer> count(String text) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        Words.of(text).forEach(word -> counts.merge(word, 1, Integer::sum));
        return counts;
    }

    /** A word's documents, ascending, and its element of each one's vector. */
    private static final class Postings {
        private final double inverseFrequency;
        private final int[] documents;
        private final double[] elements;
        private int filled;

        Postings(int allDocuments, int frequency) {
            inverseFrequency = Math.log((1.0 + allDocuments) / (1.0 + frequency)) + 1;
            documents = new int[frequency];
            elements = new double[frequency];
        }

        void add(int document, double element) {
            documents[filled] = document;
            elements[filled++] = element;
        }

        void addTo(double[] similarities, double factor) {
            for (int i = 0; i < documents.length; i++) {
                similarities[documents[i]] += factor * elements[i];
            }
        }
    }
}
