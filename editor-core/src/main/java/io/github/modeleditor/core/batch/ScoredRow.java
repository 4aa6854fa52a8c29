package io.github.modeleditor.core.batch;

import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.BatchLayout;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts that are read in one row: a token sees those before it alone, so that a model which reads the longest of them has read all whose
 * tokens but the last are its first ones. A prompt with one answer and another is such a pair where one of the answers is a single token.
 *
 * @param texts the longest last; at least one
 */
record ScoredRow(List<TokenizedText> texts) {
    /**
     * As few rows as read all texts.
     *
     * @param texts each once
     * @return rows; each text is in one of them
     */
    static List<ScoredRow> of(Collection<TokenizedText> texts) {
        List<TokenizedText> sorted = new ArrayList<>(texts);
        // What begins another text comes before it, and nothing that it does not begin is between them.
        sorted.sort((one, other) -> Arrays.compare(one.tokens(), 0, read(one), other.tokens(), 0, read(other)));
        List<List<TokenizedText>> rows = new ArrayList<>();
        for (TokenizedText text : sorted) {
            List<TokenizedText> row = rows.isEmpty() ? List.of() : rows.get(rows.size() - 1);
            if (row.isEmpty() || !begins(row.get(row.size() - 1), text)) {
                row = new ArrayList<>();
                rows.add(row);
            }
            row.add(text);
        }
        return rows.stream().map(ScoredRow::new).toList();
    }

    /** How many tokens are read: nothing follows the last one that would have to be predicted. */
    private static int read(TokenizedText text) {
        return text.length() - 1;
    }

    private static boolean begins(TokenizedText some, TokenizedText other) {
        int length = read(some);
        return length <= read(other) && Arrays.equals(some.tokens(), 0, length, other.tokens(), 0, length);
    }

    private TokenizedText longest() {
        return texts.get(texts.size() - 1);
    }

    /** How many tokens are read. */
    int length() {
        return read(longest());
    }

    /** Lays rows out, with a target for each target token of each of their texts. */
    static TokenBatch batch(List<ScoredRow> rows) {
        BatchLayout layout = new BatchLayout(
                rows.size(), rows.stream().mapToInt(ScoredRow::length).max().orElseThrow());
        for (int number = 0; number < rows.size(); number++) {
            ScoredRow row = rows.get(number);
            BatchLayout.Text laidOut = layout.text(number, number, row.longest().tokens(), row.length());
            // A score does not depend on what its tokens weigh.
            row.targets().forEach(target -> laidOut.target(target.place() - 1, target.id(), 0));
        }
        return layout.batch();
    }

    private record Target(TokenizedText text, int place) {
        int id() {
            return text.tokens()[place];
        }
    }

    /** From left to right. */
    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (TokenizedText text : texts) {
            for (int place = text.targetStart(); place < text.length(); place++) {
                targets.add(new Target(text, place));
            }
        }
        targets.sort(Comparator.comparingInt(Target::place));
        return targets;
    }

    /**
     * What was answered, text by text.
     *
     * @param rows what was asked
     * @param answers to {@link #batch}
     * @return a score for each text of each row
     */
    static Map<TokenizedText, TextScore> scores(List<ScoredRow> rows, TokenScores answers) {
        Map<TokenizedText, Sum> sums = new LinkedHashMap<>();
        int next = 0;
        for (ScoredRow row : rows) {
            for (Target target : row.targets()) {
                sums.computeIfAbsent(target.text(), Sum::new)
                        .add(target.place(), answers.logProbabilities()[next], answers.predicted()[next]);
                next++;
            }
        }
        Map<TokenizedText, TextScore> scores = new LinkedHashMap<>();
        sums.forEach((text, sum) -> scores.put(text, sum.score()));
        return scores;
    }

    /** What is known of one text so far. */
    private static final class Sum {
        private final TokenizedText text;
        private final int[] predicted;
        private double logProbability;

        Sum(TokenizedText text) {
            this.text = text;
            predicted = new int[text.length() - text.targetStart()];
        }

        void add(int place, float ofTarget, int mostLikely) {
            logProbability += ofTarget;
            predicted[place - text.targetStart()] = mostLikely;
        }

        TextScore score() {
            return new TextScore(
                    -logProbability / predicted.length,
                    Arrays.copyOfRange(text.tokens(), text.targetStart(), text.length()),
                    predicted);
        }
    }
}
