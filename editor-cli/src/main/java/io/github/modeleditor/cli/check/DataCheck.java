package io.github.modeleditor.cli.check;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.cli.check.CheckedFact.Asked;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.FactTokens;
import io.github.modeleditor.core.store.FactConflict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What was found of facts. Immutable.
 *
 * @param facts each with what a model makes of it
 * @param conflicts pairs that repeat or contradict each other
 * @param summary what the edit needs of the model and of memory; empty where no model was asked
 * @param estimate how long the edit would take; empty where that was not tried
 */
public record DataCheck(
        List<CheckedFact> facts,
        List<FactConflict> conflicts,
        Optional<ModelSummary> summary,
        Optional<Estimate> estimate) {
    /** Of an answer so many tokens are shown. */
    private static final int ANSWER_TOKENS = 8;

    public DataCheck {
        facts = List.copyOf(facts);
        conflicts = List.copyOf(conflicts);
    }

    /**
     * Looks at facts alone.
     *
     * @param facts any number
     * @return what they repeat and contradict
     */
    public static DataCheck of(List<Fact> facts) {
        return new DataCheck(
                facts.stream()
                        .map(fact -> new CheckedFact(fact, Optional.empty()))
                        .toList(),
                FactConflict.in(facts),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The same, and what a model makes of the facts.
     *
     * @param session the open model, told how to edit
     * @param description what the edit needs
     * @return a new check
     */
    public DataCheck askedOf(CoreEditingSession session, ModelSummary description) {
        List<Asked> asked = new ArrayList<>();
        List<Fact> trainable = new ArrayList<>();
        for (CheckedFact checked : facts) {
            try {
                FactTokens tokens = session.tokens(checked.fact());
                asked.add(new Asked(Optional.of(tokens), "", "", false));
                trainable.add(checked.fact());
            } catch (InvalidFactException untrainable) {
                asked.add(new Asked(Optional.empty(), String.valueOf(untrainable.getMessage()), "", false));
            }
        }
        if (!trainable.isEmpty()) {
            List<String> answers = session.answers(trainable, ANSWER_TOKENS, null);
            List<Boolean> said = session.said(trainable, null);
            int next = 0;
            for (int i = 0; i < asked.size(); i++) {
                Asked one = asked.get(i);
                if (one.problem().isEmpty()) {
                    asked.set(i, new Asked(one.tokens(), "", answers.get(next), said.get(next)));
                    next++;
                }
            }
        }
        List<CheckedFact> checked = IntStream.range(0, facts.size())
                .mapToObj(i -> new CheckedFact(facts.get(i).fact(), Optional.of(asked.get(i))))
                .toList();
        return new DataCheck(checked, conflicts, Optional.of(description), estimate);
    }

    /** The same with how long the edit would take. */
    DataCheck withEstimate(Estimate newEstimate) {
        return new DataCheck(facts, conflicts, summary, Optional.of(newEstimate));
    }

    /** The facts that can be trained together: without those that contradict others. */
    List<Fact> consistent() {
        Set<Integer> contradicting = new HashSet<>();
        conflicts.stream().filter(FactConflict::isContradiction).forEach(conflict -> {
            contradicting.add(conflict.first());
            contradicting.add(conflict.second());
        });
        return IntStream.range(0, facts.size())
                .filter(i -> !contradicting.contains(i) && facts.get(i).isTrainable())
                .mapToObj(i -> facts.get(i).fact())
                .toList();
    }

    /**
     * Whether an edit of these facts can be made as they are.
     *
     * @return false where facts contradict each other or cannot be trained, or the model cannot be edited
     */
    public boolean isSound() {
        return conflicts.stream().noneMatch(FactConflict::isContradiction)
                && facts.stream().allMatch(CheckedFact::isTrainable)
                && summary.map(ModelSummary::editable).orElse(true);
    }
}
