package io.github.modeleditor.core.preservation;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.TargetEnds;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Texts that teach, held behind their targets ({@link TargetEnds}). Used by one thread. */
public final class EndedTargets {
    private final Engine engine;
    private final PromptTokenizer tokenizer;
    private final TextGenerator generator;

    /**
     * What holds the ends of targets.
     *
     * @param engine the open model
     * @param tokenizer its prompts' tokenizer
     * @param generator what asks the unedited model
     */
    public EndedTargets(Engine engine, PromptTokenizer tokenizer, TextGenerator generator) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.generator = generator;
    }

    /**
     * The same texts, each with a place behind its target that is held to what the unedited model says there.
     *
     * @param taught texts to learn that end with their targets
     * @param strategy what the place counts
     * @return one for each, in their order; as it was where it fills the model's window, or where all that the unedited model finds
     *     likely goes on with the target's last word
     */
    public List<TrainingExample> of(List<TrainingExample> taught, TargetEnds strategy) {
        List<TokenizedText> texts = taught.stream()
                .map(example -> example.target().text())
                .filter(text -> text.length() < engine.description().maximumPositions())
                .distinct()
                .toList();
        List<Reference> references =
                texts.stream().map(text -> Reference.of(text.tokens())).toList();
        List<HeldText> asked = Reference.written(generator, references, null, 1, 0, 0);
        Map<TokenizedText, TokenDistribution> ends = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            TokenizedText text = texts.get(i);
            whole(text, asked.get(i).said().get(0)).ifPresent(end -> ends.put(text, end));
        }
        return taught.stream()
                .map(example -> ended(example, ends, (float) strategy.weight()))
                .toList();
    }

    /** As a report judges whether a target was said. */
    private Optional<TokenDistribution> whole(TokenizedText text, TokenDistribution said) {
        int[] target = Arrays.copyOfRange(text.tokens(), text.targetStart(), text.length());
        String word = tokenizer.decode(target);
        return said.among(token -> Match.matches(tokenizer.decode(Ints.concat(target, new int[] {token})), word));
    }

    private static TrainingExample ended(
            TrainingExample example, Map<TokenizedText, TokenDistribution> ends, float weight) {
        MaskedExample target = example.target();
        TokenDistribution end = ends.get(target.text());
        return end == null ? example : new TrainingExample(target.withEnd(end, weight), example.rejected());
    }
}
