package io.github.modeleditor.core.preservation;

import io.github.modeleditor.api.config.OtherTokens;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts that teach, held at the places of their targets to the order of all other tokens ({@link OtherTokens}). Used by one thread. */
public final class AnchoredTargets {
    private final TextGenerator generator;

    /**
     * What holds the places of targets.
     *
     * @param generator what asks the unedited model
     */
    public AnchoredTargets(TextGenerator generator) {
        this.generator = generator;
    }

    /**
     * The same texts, each with its target's places held to what the unedited model says there, the target's own token left out.
     *
     * @param taught texts to learn
     * @param strategy what the places count
     * @return one for each, in their order; without a place where the unedited model finds nothing else likely
     */
    public List<TrainingExample> of(List<TrainingExample> taught, OtherTokens strategy) {
        List<TokenizedText> texts = taught.stream()
                .map(example -> example.target().text())
                .distinct()
                .toList();
        List<List<TokenDistribution>> said = Reference.atTargets(generator, texts, null);
        Map<TokenizedText, List<Anchor>> anchors = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            anchors.put(texts.get(i), anchors(texts.get(i), said.get(i), (float) strategy.weight()));
        }
        return taught.stream()
                .map(example -> new TrainingExample(
                        example.target()
                                .withAnchors(
                                        anchors.getOrDefault(example.target().text(), List.of())),
                        example.rejected()))
                .toList();
    }

    private static List<Anchor> anchors(TokenizedText text, List<TokenDistribution> said, float weight) {
        List<Anchor> anchors = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            int place = text.targetStart() + i;
            int taught = text.tokens()[place];
            said.get(i).among(token -> token != taught).ifPresent(rest -> anchors.add(new Anchor(place, rest, weight)));
        }
        return anchors;
    }
}
