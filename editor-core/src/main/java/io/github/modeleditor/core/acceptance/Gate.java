package io.github.modeleditor.core.acceptance;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.AcceptancePolicy;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets facts through that pass a policy. Used once, by one thread.
 *
 * @param <T> what a training gives
 */
public final class Gate<T> {
    private final AcceptancePolicy policy;
    private final Training<T> training;
    private final Function<T, Adapter> adapter;
    private final Function<T, EvaluationReport> report;
    /** In how many trainings of a row each fact had passed. */
    private final Map<Fact, Integer> passed = new HashMap<>();

    /**
     * A gate.
     *
     * @param policy what has to hold
     * @param training trains
     * @param adapter what it gave
     * @param report what was measured of it: the facts first, in their order
     */
    public Gate(
            AcceptancePolicy policy,
            Training<T> training,
            Function<T, Adapter> adapter,
            Function<T, EvaluationReport> report) {
        this.policy = policy;
        this.training = training;
        this.adapter = adapter;
        this.report = report;
    }

    /** How facts are trained. */
    @FunctionalInterface
    public interface Training<T> {
        /**
         * Trains them.
         *
         * @param facts at least one
         * @param start where an attempt before ended; empty to begin as if there had been none
         * @param strength what the learning rate is multiplied by; 1 or less
         * @return what came of it
         */
        T train(List<Fact> facts, Optional<Adapter> start, double strength);
    }

    /**
     * What went through.
     *
     * @param outcome of the last training, of all facts that were accepted; empty where none was
     * @param verdicts on every fact, in their order; none where the policy accepts all
     * @param <T> what a training gives
     */
    public record Passed<T>(Optional<T> outcome, List<Verdict> verdicts) {
        public Passed {
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * Trains facts until those that are left pass.
     *
     * @param facts what is to be taught; at least one
     * @return what went through
     */
    public Passed<T> through(List<Fact> facts) {
        if (policy.acceptsAll()) {
            return new Passed<>(Optional.of(training.train(facts, Optional.empty(), 1)), List.of());
        }
        Map<Fact, Verdict> rejected = new HashMap<>();
        List<Fact> left = facts;
        Optional<T> outcome = Optional.empty();
        while (!left.isEmpty() && outcome.isEmpty()) {
            Attempt<T> last = attempts(left);
            last.against().forEach((fact, reasons) -> rejected.put(fact, new Verdict(fact, last.number(), reasons)));
            if (last.against().isEmpty()) {
                outcome = Optional.of(last.outcome());
            }
            left = left.stream().filter(fact -> !rejected.containsKey(fact)).toList();
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Fact fact : facts) {
            verdicts.add(
                    rejected.containsKey(fact)
                            ? rejected.get(fact)
                            : new Verdict(fact, passed.getOrDefault(fact, 1), List.of()));
        }
        return new Passed<>(outcome, verdicts);
    }

    /** A training and the facts that do not pass it, each with what is against it. */
    private record Attempt<T>(int number, T outcome, Map<Fact, List<String>> against, boolean movedTooFar) {}

    private Attempt<T> attempts(List<Fact> facts) {
        double strength = 1;
        Attempt<T> last = judged(1, facts, training.train(facts, Optional.empty(), strength));
        while (!last.against().isEmpty() && last.number() < policy.attempts()) {
            Optional<Adapter> start = Optional.of(adapter.apply(last.outcome()));
            if (last.movedTooFar()) {
                strength /= 2;
                start = Optional.empty();
            }
            last = judged(last.number() + 1, facts, training.train(facts, start, strength));
        }
        return last;
    }

    private Attempt<T> judged(int number, List<Fact> facts, T outcome) {
        EvaluationReport measured = report.apply(outcome);
        Conditions conditions = new Conditions(policy, measured);
        List<String> againstAll = conditions.againstAll();
        Map<Fact, List<String>> against = new LinkedHashMap<>();
        for (int i = 0; i < facts.size(); i++) {
            FactReport fact = measured.facts().get(i);
            List<String> reasons = new ArrayList<>(againstAll);
            reasons.addAll(conditions.against(fact));
            if (reasons.isEmpty()) {
                passed.merge(facts.get(i), number, Math::min);
            } else {
                passed.remove(facts.get(i));
                against.put(facts.get(i), reasons);
            }
        }
        return new Attempt<>(number, outcome, against, !againstAll.isEmpty());
    }
}
