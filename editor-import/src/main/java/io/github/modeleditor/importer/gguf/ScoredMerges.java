package io.github.modeleditor.importer.gguf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The merges of a SentencePiece model of byte pairs: any two pieces that are a third one together, the better scored third first. Of the
 * pairs that make one piece, those of earlier pieces come first.
 *
 * @param tokens by id
 * @param ids by token
 * @param scores by id
 */
record ScoredMerges(List<String> tokens, Map<String, Integer> ids, List<Number> scores) {
    private record Merge(int left, int right, double score) {}

    ArrayNode json() {
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            List<Merge> own = new ArrayList<>();
            for (int cut = 1; cut < token.length(); cut++) {
                Integer left = ids.get(token.substring(0, cut));
                Integer right = ids.get(token.substring(cut));
                if (left != null && right != null) {
                    own.add(new Merge(left, right, scores.get(id).doubleValue()));
                }
            }
            own.sort(Comparator.comparingInt(Merge::left).thenComparingInt(Merge::right));
            merges.addAll(own);
        }
        // Sorting keeps the order of equals.
        merges.sort(Comparator.comparingDouble(Merge::score).reversed());
        ArrayNode json = new ObjectMapper().createArrayNode();
        for (Merge merge : merges) {
            json.addArray().add(tokens.get(merge.left())).add(tokens.get(merge.right()));
        }
        return json;
    }
}
