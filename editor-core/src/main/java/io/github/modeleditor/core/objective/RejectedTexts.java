package io.github.modeleditor.core.objective;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.core.generation.GenerationRequest;
import io.github.modeleditor.core.generation.TextGenerator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What facts take the place of: their old target, or else the first line with words that the unedited model says of its own
 * accord. Models that were taught to converse often begin an answer with a line break.
 */
public final class RejectedTexts {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    /** Enough for an answer; what goes beyond it says nothing about the fact. */
    private static final int TOKENS = 12;

    private RejectedTexts() {}

    /**
     * What each fact takes the place of.
     *
     * @param facts what is taught
     * @param generator of the unedited model
     * @return for each fact what is to become less likely; empty where that is what is taught, or nothing
     */
    public static List<Optional<String>> of(List<Fact> facts, TextGenerator generator) {
        List<GenerationRequest> asked = facts.stream()
                .filter(fact -> fact.oldTarget().isEmpty())
                .map(fact -> new GenerationRequest(
                        generator.prompt(fact.prompt(), fact.form()), new int[0], TOKENS, said -> said.stripLeading()
                                .contains("\n")))
                .toList();
        Iterator<String> said = generator.generateGreedily(asked, null).iterator();
        List<Optional<String>> rejected = new ArrayList<>();
        for (Fact fact : facts) {
            Optional<String> replaced = fact.oldTarget().isPresent() ? fact.oldTarget() : firstWords(said.next());
            rejected.add(replaced.filter(text -> !Match.matches(text, fact.target())));
        }
        long without = rejected.stream().filter(Optional::isEmpty).count();
        if (without > 0) {
            LOGGER.warn(
                    "{} of {} facts replace nothing that the model says, so that there is nothing to prefer their targets to",
                    without,
                    facts.size());
        }
        return List.copyOf(rejected);
    }

    private static Optional<String> firstWords(String said) {
        return said.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst();
    }
}
